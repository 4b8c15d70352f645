package io.millrace.state.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DebeziumSettingsTest {
    private static final DatabaseTable ORDERS = new DatabaseTable("shop", "orders");
    private static final DatabaseTable SIGNALS = new DatabaseTable("shop", "millrace_signal");

    @Test
    void withoutListsEveryTableIsCaptured() {
        assertThat(connector(Map.of()).captures(ORDERS)).isTrue();
    }

    @Test
    void topicIsNamedAsDebeziumNamesIt() {
        assertThat(connector(Map.of("topic.prefix", "mysql")).topic(ORDERS)).isEqualTo("mysql.shop.orders");
        assertThat(connector(Map.of("topic.prefix", "mysql", "topic.delimiter", "-"))
                        .topic(new DatabaseTable("shop", "größe $")))
                .isEqualTo("mysql-shop-gr__e__");
    }

    @Test
    void includeListsMatchWholeNames() {
        DebeziumSettings included = connector(Map.of(
                "database.include.list",
                "other, SHOP",
                "table.include.list",
                "shop\\.(orders|line_.{1\\,3}),shop\\.a"));

        assertThat(Stream.of("orders", "line_10", "a").map(name -> new DatabaseTable("shop", name)))
                .allMatch(included::captures);
        assertThat(Stream.of("orders_old", "line_1000", "b").map(name -> new DatabaseTable("shop", name)))
                .noneMatch(included::captures);
        assertThat(included.captures(new DatabaseTable("shop2", "orders"))).isFalse();
    }

    @Test
    void excludedTablesAreNotCaptured() {
        DebeziumSettings excluded =
                connector(Map.of("database.exclude.list", "test_.*", "table.exclude.list", "shop\\.orders"));

        assertThat(excluded.captures(ORDERS)).isFalse();
        assertThat(excluded.captures(new DatabaseTable("test_1", "a"))).isFalse();
        assertThat(excluded.captures(new DatabaseTable("shop", "customers"))).isTrue();
    }

    @Test
    void signalTableIsNotCaptured() {
        DebeziumSettings connector = connector(Map.of("signal.data.collection", "shop.millrace_signal"));

        assertThat(connector.signalTable()).contains(SIGNALS);
        assertThat(connector.captures(SIGNALS)).isFalse();
        assertThat(connector.captures(ORDERS)).isTrue();
    }

    @Test
    void signalTableCountsOnlyIfDebeziumReadsIt() {
        assertThat(connector(Map.of(
                                "signal.data.collection",
                                "shop.millrace_signal",
                                "signal.enabled.channels",
                                "kafka,jmx"))
                        .signalTable())
                .isEmpty();
    }

    private static DebeziumSettings connector(Map<String, String> settings) {
        return new DebeziumSettings(new ObjectMapper().valueToTree(settings));
    }
}
