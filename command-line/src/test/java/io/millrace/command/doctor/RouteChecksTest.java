package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.ConfiguredConnector;
import io.millrace.state.mysql.DatabaseTable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteChecksTest {
    private static final ConfiguredConnector SOURCE = Connectors.source(Map.of());
    private static final Set<DatabaseTable> CAPTURED =
            Set.of(new DatabaseTable("shop", "orders"), new DatabaseTable("legacy", "customers"));

    private final Diagnosis diagnosis = new Diagnosis();
    private final RouteChecks checks = new RouteChecks(diagnosis.on("Connect"));

    @Test
    void shippedPatternsLetEveryTablePass() {
        ConfiguredConnector bridge =
                Connectors.bridge(Map.of("topics.regex", "mysql(\\.[^.]+\\.(?!millrace_signal$).+)?"));
        checks.topics(SOURCE, bridge, CAPTURED);
        checks.schemaChanges(SOURCE, bridge);
        checks.subjects(SOURCE, List.of(Connectors.sink(Map.of("subjects", "cdc.mysql.*.*"))), CAPTURED);

        assertThat(diagnosis.findings()).isEmpty();
    }

    @Test
    void tableThatTheBridgeOrTheSinkDoesNotReadIsNamed() {
        checks.topics(SOURCE, Connectors.bridge(Map.of("topics", "mysql.shop.orders, mysql.shop.products")), CAPTURED);
        checks.subjects(SOURCE, List.of(Connectors.sink(Map.of("subjects", "cdc.mysql.shop.*"))), CAPTURED);

        assertThat(Connectors.found(diagnosis)).containsExactly("error topics-unread", "warning subjects-unread");
        assertThat(diagnosis.findings())
                .extracting(Finding::problem)
                .allMatch(text -> text.endsWith("legacy.customers"));
    }

    @Test
    void bridgeThatDoesNotReadTheSchemaChangesIsNamed() {
        checks.schemaChanges(
                SOURCE, Connectors.bridge(Map.of("topics.regex", "mysql\\.[^.]+\\.(?!millrace_signal$).+")));

        assertThat(Connectors.found(diagnosis)).containsExactly("warning schema-changes-unread");
    }

    @Test
    void bridgeAndSinkMustUseOneStream() {
        checks.stream(
                Connectors.bridge(Map.of()),
                List.of(Connectors.sink(Map.of()), Connectors.sink(Map.of("nats.stream", "OTHER"))));

        assertThat(Connectors.found(diagnosis)).containsExactly("error stream-differs");
    }
}
