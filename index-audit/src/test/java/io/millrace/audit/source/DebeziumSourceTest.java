package io.millrace.audit.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.MySqlLogin;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DebeziumSourceTest {
    @Test
    void theSignalTableIsNoData() {
        DebeziumSource source = new DebeziumSource(
                Map.of(
                        "topic.prefix", "mysql",
                        "database.include.list", "shop",
                        "signal.data.collection", "shop.signals"),
                new MySqlLogin("db", 3306, "auditor", "secret"));

        assertThat(source.captures(new DatabaseTable("shop", "products"))).isTrue();
        assertThat(source.captures(new DatabaseTable("shop", "signals"))).isFalse();
        assertThat(source.captures(new DatabaseTable("other", "products"))).isFalse();
    }
}
