package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.state.DebeziumOffset;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MySqlChecksTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private Diagnosis diagnosis = new Diagnosis();

    @Test
    void serverAsDocumentedHasNoFinding() throws Exception {
        run(server(Map.of()), offset("binlog.000002", 500, NOW));

        assertThat(diagnosis.findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "version, 5.7.44-log, error mysql-version",
        "log_bin, OFF, error log-bin",
        "binlog_format, MIXED, error binlog-format",
        "binlog_row_image, MINIMAL, error binlog-row-image",
        "binlog_row_value_options, PARTIAL_JSON, error partial-json",
        "gtid_mode, OFF, note gtid-mode",
        "binlog_expire_logs_seconds, 3600, warning binlog-expiry",
        "server_id, 64001, error server-id",
    })
    void variableIsChecked(String variable, String value, String found) throws Exception {
        run(server(Map.of(variable, value)), offset("binlog.000002", 500, NOW));

        assertThat(Connectors.found(diagnosis)).containsExactly(found);
        assertThat(diagnosis.findings().get(0).problem()).contains(value.replace("3600", "60 minutes"));
    }

    @Test
    void remedyIsAStatement() throws Exception {
        run(server(Map.of("binlog_row_image", "MINIMAL")), offset("binlog.000002", 500, NOW));

        assertThat(diagnosis.findings().get(0).remedy()).isEqualTo("SET PERSIST binlog_row_image=FULL;");
    }

    /** It would fail with a NullPointerException. */
    @Test
    void aSourceThatWouldStartFromAnEmptySetOfGtidsIsAnError() throws Exception {
        run(server(Map.of("gtid_executed", "")), noOffset());
        assertThat(Connectors.found(diagnosis)).containsExactly("error no-gtids");

        diagnosis = new Diagnosis();
        run(server(Map.of()), offsetWithoutGtids());
        assertThat(Connectors.found(diagnosis)).containsExactly("error offset-without-gtids");
    }

    /** Debezium would start from the purged set, and skip what it has not read of the time without GTIDs. */
    @Test
    void anOffsetWithoutGtidsIsAnErrorWhateverIsPurged() throws Exception {
        run(server(Map.of("gtid_purged", "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5")), offsetWithoutGtids());

        assertThat(Connectors.found(diagnosis)).containsExactly("error offset-without-gtids");
        assertThat(diagnosis.findings().get(0).reason()).contains("gtid_purged", "not at its position");
        assertThat(diagnosis.findings().get(0).remedy())
                .containsSubsequence(
                        "Set gtid.ignore.on.recovery=true",
                        "/stop",
                        "/offsets",
                        "remove gtid.ignore.on.recovery",
                        "/config",
                        "/resume");
    }

    @Test
    void aSourceThatStartsFromSomeGtidsIsWell() throws Exception {
        run(server(Map.of()), noOffset());
        run(server(Map.of("gtid_purged", "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5", "gtid_executed", "")), noOffset());
        run(server(Map.of()), offset("binlog.000002", 500, NOW));

        assertThat(Connectors.found(diagnosis)).isEmpty();
    }

    @Test
    void aSourceThatIgnoresGtidsIsNotSafeForAFailover() throws Exception {
        Map<String, String> settings = Map.of("gtid.ignore.on.recovery", "true");
        run(server(Map.of()), offsetWithoutGtids(), settings);
        assertThat(Connectors.found(diagnosis)).containsExactly("warning gtid-ignored");
        assertThat(diagnosis.findings().get(0).remedy())
                .containsSubsequence("/stop", "/offsets", "remove gtid.ignore.on.recovery", "/config", "/resume");

        diagnosis = new Diagnosis();
        run(server(Map.of("gtid_mode", "OFF")), offsetWithoutGtids(), settings);
        assertThat(Connectors.found(diagnosis)).containsExactly("note gtid-mode");
    }

    @Test
    void theSourceIsStoppedBeforeGtidsAreSwitchedOn() throws Exception {
        run(server(Map.of("gtid_mode", "OFF")), offsetWithoutGtids());

        assertThat(diagnosis.findings().get(0).remedy())
                .contains("(PUT /connectors/", "/stop) before gtid_mode is changed");
    }

    @Test
    void purgedBinlogIsAnError() throws Exception {
        run(server(Map.of()), offset("binlog.000001", 500, NOW));

        assertThat(Connectors.found(diagnosis)).containsExactly("error binlog-purged");
        assertThat(diagnosis.findings().get(0).problem()).contains("binlog.000001:500", "binlog.000002");
    }

    @Test
    void sourceThatIsHalfAsLateAsTheBinlogsAreOldIsAnError() throws Exception {
        run(server(Map.of()), offset("binlog.000002", 400, NOW.minusSeconds(400_000)));

        assertThat(Connectors.found(diagnosis)).containsExactly("error binlog-lag");
    }

    @Test
    void idleSourceIsNotLate() throws Exception {
        run(server(Map.of()), offset("binlog.000002", 500, NOW.minusSeconds(10_000_000)));

        assertThat(diagnosis.findings()).isEmpty();
    }

    @Test
    void whatTheServerSaysOfOthersIsChecked() throws Exception {
        MySqlFacts usual = server(Map.of("log_replica_updates", "OFF"));
        run(
                new MySqlFacts(
                        usual.variables(),
                        3,
                        usual.binlogs(),
                        Map.of("file", "binlog.000002", "position", "500", "binlog_ignore_db", "shop"),
                        List.of("7", "64001"),
                        true,
                        List.of("binlog_format=STATEMENT")),
                offset("binlog.000002", 500, NOW));

        assertThat(Connectors.found(diagnosis))
                .containsExactlyInAnyOrder(
                        "warning binlog-session",
                        "warning binlog-filter",
                        "error replica-updates",
                        "error server-id",
                        "warning xa");
    }

    @Test
    void factsAreReadWithTheStatementsOfTheVersion() throws Exception {
        for (String version : List.of("8.0.12", "8.4.8", "9.7.0")) {
            boolean old = version.equals("8.0.12");
            FakeMySql mysql = new FakeMySql()
                    .answering(
                            "SHOW GLOBAL VARIABLES",
                            List.of(
                                    Map.of("variable_name", "version", "value", version),
                                    Map.of("variable_name", "log_bin", "value", "ON")))
                    .answering("SHOW GLOBAL STATUS", Map.of("variable_name", "Com_xa_prepare", "value", "2"))
                    .answering("SHOW BINARY LOGS", Map.of("log_name", "binlog.000002", "file_size", "500"))
                    .answering(
                            old ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS",
                            Map.of("file", "binlog.000002", "position", "500"))
                    .answering(old ? "SHOW SLAVE HOSTS" : "SHOW REPLICAS", Map.of("server_id", "7"))
                    .answering(old ? "SHOW SLAVE STATUS" : "SHOW REPLICA STATUS", Map.of("source_host", "other"))
                    .answering("variables_by_thread", Map.of("setting", "binlog_format=STATEMENT"));

            assertThat(MySqlFacts.read(mysql))
                    .isEqualTo(new MySqlFacts(
                            Map.of("version", version, "log_bin", "ON"),
                            2,
                            List.of("binlog.000002"),
                            Map.of("file", "binlog.000002", "position", "500"),
                            List.of("7"),
                            true,
                            List.of("binlog_format=STATEMENT")));
        }
    }

    private void run(MySqlFacts server, DebeziumOffset offset) {
        run(server, offset, Map.of("database.server.id", "64001"));
    }

    private void run(MySqlFacts server, DebeziumOffset offset, Map<String, String> settings) {
        new MySqlChecks(server, Clock.fixed(NOW, ZoneOffset.UTC), diagnosis.on("MySQL"))
                .run(Connectors.source(settings), offset);
    }

    private static DebeziumOffset offset(String file, long position, Instant time) throws Exception {
        return offset(
                "{\"file\": \"%s\", \"pos\": %d, \"ts_sec\": %d, \"gtids\": \"3e11fa47-71ca-11e1-9e33-c80aa9429562:1-4\"}"
                        .formatted(file, position, time.getEpochSecond()));
    }

    /** As after a snapshot that was taken, or a change that was read, with gtid_mode=OFF. */
    private static DebeziumOffset offsetWithoutGtids() throws Exception {
        return offset("{\"file\": \"binlog.000002\", \"pos\": 500, \"ts_sec\": %d}".formatted(NOW.getEpochSecond()));
    }

    private static DebeziumOffset noOffset() throws Exception {
        return new DebeziumOffset(new ObjectMapper().readTree("{\"offsets\": []}"));
    }

    private static DebeziumOffset offset(String json) throws Exception {
        return new DebeziumOffset(new ObjectMapper().readTree("{\"offsets\": [{\"offset\": %s}]}".formatted(json)));
    }

    private static MySqlFacts server(Map<String, String> other) {
        Map<String, String> variables = new TreeMap<>(Map.of(
                "version", "8.4.8",
                "log_bin", "ON",
                "binlog_format", "ROW",
                "binlog_row_image", "FULL",
                "gtid_mode", "ON",
                "gtid_purged", "",
                "gtid_executed", "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5",
                "log_replica_updates", "ON",
                "binlog_expire_logs_seconds", "604800",
                "server_id", "1"));
        variables.putAll(other);
        return new MySqlFacts(
                variables,
                0,
                List.of("binlog.000002"),
                Map.of("file", "binlog.000002", "position", "500"),
                List.of("7"),
                false,
                List.of());
    }
}
