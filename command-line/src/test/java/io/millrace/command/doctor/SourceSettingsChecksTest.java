package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.ConfiguredConnector;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceSettingsChecksTest {
    private final Diagnosis diagnosis = new Diagnosis();

    @Test
    void shippedConfigurationHasNoFinding() {
        run(Map.of());

        assertThat(diagnosis.findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "decimal.handling.mode, double",
        "bigint.unsigned.handling.mode, long",
        "time.precision.mode, connect",
        "snapshot.mode, when_needed",
        "skipped.operations, t",
        "include.schema.changes, false",
        "schema.history.internal, io.debezium.storage.kafka.history.KafkaSchemaHistory",
        "schema.history.internal.skip.unparseable.ddl, false",
        "event.converting.failure.handling.mode, warn",
        "heartbeat.interval.ms, 0",
    })
    void settingThatLosesSomethingIsAWarning(String setting, String value) {
        run(Map.of(setting, value));

        assertThat(diagnosis.findings())
                .singleElement()
                .matches(finding -> finding.severity() == Severity.WARNING
                        && finding.problem().contains(setting)
                        && finding.remedy().startsWith("Set " + setting + "="));
    }

    private void run(Map<String, String> other) {
        ConfiguredConnector shipped = PlannedConnectors.read(List.of(Path.of("../connect-config/mysql-source.json")))
                .get(0);
        Map<String, String> settings = new TreeMap<>(shipped.resolved());
        settings.putAll(other);
        new SourceSettingsChecks(diagnosis.on("MySQL")).run(Connectors.source(settings));
    }
}
