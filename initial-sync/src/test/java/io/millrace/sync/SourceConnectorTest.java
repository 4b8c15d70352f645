package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SourceConnectorTest {
    private static final Table ORDERS = new Table("shop", "orders");
    private static final Table SIGNALS = new Table("shop", "millrace_signal");

    @Test
    void withoutListsEveryTableIsCaptured() {
        assertThat(connector(Map.of()).captures(ORDERS)).isTrue();
    }

    @Test
    void listsOfDatabasesAndTablesArePatternsForTheWholeName() {
        SourceConnector included = connector(Map.of(
                "database.include.list",
                "other, SHOP",
                "table.include.list",
                "shop\\.(orders|line_.{1\\,3}),shop\\.a"));

        assertThat(Stream.of("orders", "line_10", "a").map(name -> new Table("shop", name)))
                .allMatch(included::captures);
        assertThat(Stream.of("orders_old", "line_1000", "b").map(name -> new Table("shop", name)))
                .noneMatch(included::captures);
        assertThat(included.captures(new Table("shop2", "orders"))).isFalse();
    }

    @Test
    void whatIsExcludedIsNotCaptured() {
        SourceConnector excluded =
                connector(Map.of("database.exclude.list", "test_.*", "table.exclude.list", "shop\\.orders"));

        assertThat(excluded.captures(ORDERS)).isFalse();
        assertThat(excluded.captures(new Table("test_1", "a"))).isFalse();
        assertThat(excluded.captures(new Table("shop", "customers"))).isTrue();
    }

    @Test
    void theTableForSignalsIsNoneOfThose() {
        SourceConnector connector = connector(Map.of("signal.data.collection", "shop.millrace_signal"));

        assertThat(connector.signalTable()).contains(SIGNALS);
        assertThat(connector.captures(SIGNALS)).isFalse();
        assertThat(connector.captures(ORDERS)).isTrue();
    }

    @Test
    void aTableForSignalsThatIsNotReadIsNone() {
        assertThat(connector(Map.of(
                                "signal.data.collection",
                                "shop.millrace_signal",
                                "signal.enabled.channels",
                                "kafka,jmx"))
                        .signalTable())
                .isEmpty();
    }

    private static SourceConnector connector(Map<String, String> settings) {
        return new SourceConnector(new ObjectMapper().valueToTree(settings));
    }
}
