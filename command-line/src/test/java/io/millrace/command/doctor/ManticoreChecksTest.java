package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManticoreChecksTest {
    private static final String VERSION = "29.2.2 e790cb571@260822 (columnar 0.0.0) (buddy v3.30.0)";

    private final Diagnosis diagnosis = new Diagnosis();
    private final ManticoreChecks checks = new ManticoreChecks(diagnosis.on("Manticore"));

    @Test
    void serverAsDocumentedHasNoFinding() {
        checks.server(Map.of("version", VERSION), Map.of("searchd.auto_schema", "0"), Connectors.sink(Map.of()));

        assertThat(diagnosis.findings()).isEmpty();
    }

    @Test
    void tablesAreGuessedOnlyWithBuddy() {
        checks.server(Map.of("version", "29.2.2 e790cb571@260822"), Map.of(), Connectors.sink(Map.of()));
        assertThat(diagnosis.findings()).isEmpty();

        checks.server(Map.of("version", VERSION), Map.of(), Connectors.sink(Map.of()));
        assertThat(Connectors.found(diagnosis)).containsExactly("warning auto-schema");
    }

    @ParameterizedTest
    @CsvSource({"5.0.2 348514c86@220530, 1", "6.0.0 89c7a5139@230206, 0", "0.0.0 e790cb571@260822, 0"})
    void versionsSince6AreAccepted(String version, int findings) {
        checks.server(Map.of("version", version), Map.of(), Connectors.sink(Map.of()));

        assertThat(diagnosis.findings()).hasSize(findings);
    }

    @Test
    void binlogMustBeSyncedBeforeTheSinkAcknowledges() {
        Map<String, String> status = Map.of("version", VERSION, "maxed_out", "3");
        checks.server(
                status,
                Map.of("searchd.auto_schema", "0", "searchd.binlog_path", ""),
                Connectors.sink(Map.of("ack.delay.ms", "0")));

        assertThat(Connectors.found(diagnosis))
                .containsExactly("error manticore-binlog", "error ack-delay", "warning manticore-connections");
    }

    @Test
    void syncWithEachTransactionNeedsNoDelay() {
        checks.server(
                Map.of("version", VERSION),
                Map.of("searchd.auto_schema", "0", "searchd.binlog_flush", "1"),
                Connectors.sink(Map.of("ack.delay.ms", "0")));

        assertThat(diagnosis.findings()).isEmpty();
    }

    @Test
    void tableThatWasWrittenMustBeThereAndUnlocked() {
        checks.table("orders", Optional.of(Map.of("locked", "0")), true);
        checks.table("planned", Optional.empty(), false);
        assertThat(diagnosis.findings()).isEmpty();

        checks.table("orders", Optional.of(Map.of("locked", "1")), true);
        checks.table("customers", Optional.empty(), true);
        assertThat(Connectors.found(diagnosis)).isEqualTo(List.of("error table-missing", "warning table-locked"));
    }

    @Test
    void fullDiskIsReportedBeforeItIsFull() {
        checks.disk("/var/lib/manticore", 50L << 30, 100L << 30);
        assertThat(diagnosis.findings()).isEmpty();

        checks.disk("/var/lib/manticore", 9L << 30, 100L << 30);
        checks.disk("/var/lib/manticore", 1L << 30, 100L << 30);
        assertThat(Connectors.found(diagnosis)).containsExactly("error manticore-disk", "warning manticore-disk");
    }
}
