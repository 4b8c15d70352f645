package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TableChecksTest {
    private static final Map<String, String> ORDERS = Map.of("db", "shop", "name", "orders", "col", "status");
    private static final Map<String, String> OTHER = Map.of("db", "other", "name", "orders", "col", "status");

    private final Diagnosis diagnosis = new Diagnosis();

    @Test
    void onlyCapturedTablesAreReported() throws Exception {
        run(
                "8.4.8",
                new FakeMySql()
                        .answering("information_schema.statistics", ORDERS)
                        .answering("referential_constraints", OTHER)
                        .answering("information_schema.partitions", OTHER)
                        .answering("information_schema.columns", OTHER));

        assertThat(diagnosis.findings()).isEmpty();
    }

    @Test
    void whatTheBinlogDoesNotTellIsReported() throws Exception {
        run(
                "8.4.8",
                new FakeMySql()
                        .answering("referential_constraints", ORDERS)
                        .answering("information_schema.partitions", ORDERS)
                        .answering("data_type IN ('enum', 'set')", ORDERS)
                        .answering("data_type = 'float'", ORDERS)
                        .answering("data_type = 'bit'", ORDERS)
                        .answering("'koi8u'", ORDERS)
                        .answering("'latin1'", ORDERS)
                        .answering(
                                "information_schema.events",
                                List.of(
                                        Map.of(
                                                "db",
                                                "shop",
                                                "name",
                                                "e",
                                                "body",
                                                "ALTER TABLE orders DROP PARTITION p1"),
                                        Map.of("db", "shop", "name", "f", "body", "DELETE FROM orders WHERE id < 9"))));

        assertThat(Connectors.found(diagnosis))
                .containsExactly(
                        "error no-key",
                        "warning float-key",
                        "warning bit-key",
                        "warning cascade",
                        "warning partitioned",
                        "warning character-set",
                        "warning event-scheduler",
                        "note enum-label",
                        "note latin1");
        assertThat(diagnosis.findings()).extracting(Finding::problem).allMatch(text -> text.contains("shop."));
    }

    @Test
    void cascadesAreInTheBinlogSince96() throws Exception {
        FakeMySql mysql = new FakeMySql()
                .answering("information_schema.statistics", ORDERS)
                .answering("referential_constraints", ORDERS);
        run("9.7.0", mysql);

        assertThat(diagnosis.findings()).isEmpty();
    }

    @Test
    void listsThatMatchNothingAreAnError() throws Exception {
        new TableChecks(new FakeMySql(), settings(), diagnosis.on("MySQL")).run(facts("8.4.8"), new TreeSet<>());

        assertThat(Connectors.found(diagnosis)).containsExactly("error no-tables");
    }

    private void run(String version, FakeMySql mysql) throws Exception {
        mysql.answering("information_schema.tables", List.of(ORDERS, OTHER));
        TableChecks checks = new TableChecks(mysql, settings(), diagnosis.on("MySQL"));
        assertThat(checks.captured()).containsExactly(new DatabaseTable("shop", "orders"));
        checks.run(facts(version), checks.captured());
    }

    private static DebeziumSettings settings() {
        return new DebeziumSettings(
                Connectors.source(Map.of("database.include.list", "shop")).json());
    }

    private static MySqlFacts facts(String version) {
        return new MySqlFacts(Map.of("version", version), 0, List.of(), Map.of(), List.of(), false, List.of());
    }
}
