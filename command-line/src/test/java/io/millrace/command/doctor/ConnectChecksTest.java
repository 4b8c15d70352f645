package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.ConfigurationCheck;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConnectorState.TaskState;
import io.millrace.state.Placeholders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectChecksTest {
    private static final String ENCODE = "io.millrace.bridge.ChangeEventConverter";
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

    private final Diagnosis diagnosis = new Diagnosis();
    private final ConnectChecks checks = new ConnectChecks(diagnosis.on("Connect"));

    @ParameterizedTest
    @CsvSource({"4.3.1, true", "4.1.0, true", "5.0.0-SNAPSHOT, true", "unknown, true", "4.0.9, false", "3.9.1, false"})
    void workersSince41AreAccepted(String version, boolean accepted) {
        checks.version(version);

        assertThat(diagnosis.findings().isEmpty()).isEqualTo(accepted);
    }

    @Test
    void eachPartOfThePipelineMustBeThere() {
        checks.roles(List.of(Connectors.source(Map.of()), Connectors.sink(Map.of())));

        assertThat(diagnosis.findings())
                .singleElement()
                .extracting(Finding::problem)
                .asString()
                .contains("NatsBridgeConnector");
    }

    @Test
    void missingPluginsAreNamed() {
        checks.plugins(
                Set.of(BYTES), Connectors.bridge(Map.of("key.converter", BYTES, "value.converter", "MyConverter")));

        assertThat(diagnosis.findings())
                .singleElement()
                .extracting(Finding::problem)
                .asString()
                .contains("nats-bridge needs the plug-in io.millrace.bridge.NatsBridgeConnector");
    }

    @Test
    void failedTaskIsShownWithItsReasonAndTheInnermostCause() {
        String trace = """
                org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask
                \tat org.apache.kafka.connect.runtime.WorkerSinkTask.deliver(WorkerSinkTask.java:1)
                Caused by: java.io.IOException: outer
                Caused by: io.millrace.nats.NatsFaultException: There is no stream CDC
                \t... 10 more
                """;
        checks.state(Connectors.running(
                Connectors.bridge(Map.of()),
                new TaskState(0, "RUNNING", "w", ""),
                new TaskState(1, "FAILED", "w", trace)));

        assertThat(diagnosis.findings())
                .singleElement()
                .extracting(Finding::problem)
                .isEqualTo("Task 1 of nats-bridge has failed: Exiting WorkerSinkTask (There is no stream CDC)");
    }

    /** It is not on the changes' way. */
    @Test
    void failedAuditIsShownAndOneThatIsNotThereIsNot() {
        checks.state(Connectors.running(
                Connectors.audit(), new TaskState(0, "FAILED", "w", "java.lang.IllegalStateException: why")));
        checks.roles(List.of(Connectors.source(Map.of()), Connectors.bridge(Map.of()), Connectors.sink(Map.of())));

        assertThat(diagnosis.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.problem()).contains("Task 0 of index-audit has failed", "why");
            assertThat(finding.reason()).isEqualTo("Nobody compares the tables with the index until it runs again");
        });
    }

    @Test
    void connectorWithoutTasksIsAWarning() {
        checks.state(Connectors.running(Connectors.sink(Map.of())));

        assertThat(Connectors.found(diagnosis)).containsExactly("warning connector-idle");
    }

    @Test
    void faultsOfTheConfigurationAreShownBySetting() {
        checks.configuration(
                Connectors.sink(Map.of()),
                new ConfigurationCheck(
                        "", Map.of(), Map.of("subjects", List.of("Must not overlap", "Must not be empty"))));
        checks.configuration(
                Connectors.source(Map.of()),
                new ConfigurationCheck("HTTP 500 java.lang.NullPointerException", Map.of(), Map.of()));

        assertThat(Connectors.found(diagnosis))
                .containsExactly(
                        "error configuration-fault", "error configuration-fault", "error configuration-unchecked");
        assertThat(diagnosis.findings().get(0).problem())
                .isEqualTo("Setting subjects of manticore-sink: Must not overlap");
        assertThat(diagnosis.findings().get(2).reason()).contains("refuses its user or password");
    }

    @Test
    void placeholderThatTheWorkerDoesNotKnowIsAnError() {
        ConfiguredConnector sink =
                Connectors.sink(Map.of("manticore.urls", "${env:TYPO}", "nats.servers", "${env:MILLRACE_NATS_URL}"));
        checks.placeholders(sink, Map.of("manticore.urls", "${env:TYPO}", "nats.servers", "nats://nats:4222"));

        assertThat(diagnosis.findings())
                .singleElement()
                .extracting(Finding::problem)
                .asString()
                .contains("manticore.urls", "${env:TYPO}");
    }

    @Test
    void bridgeMustReadWhatTheSourceWrites() {
        Map<String, String> encode = Map.of("key.converter", ENCODE, "value.converter", ENCODE);
        Map<String, String> bytes = Map.of("key.converter", BYTES, "value.converter", BYTES);
        Map<String, String> json = Map.of("key.converter", JSON, "value.converter", JSON);

        checks.converters(Connectors.source(encode), Connectors.bridge(bytes));
        assertThat(diagnosis.findings()).isEmpty();
        checks.converters(Connectors.source(encode), Connectors.bridge(json));
        checks.converters(Connectors.source(json), Connectors.bridge(json));
        assertThat(Connectors.found(diagnosis))
                .containsExactly(
                        "error converter-mismatch",
                        "error converter-mismatch",
                        "warning converter-of-source",
                        "warning converter-of-source");
    }

    @Test
    void placeholdersAreResolvedOnThisMachineAsFarAsItKnowsThem() {
        Placeholders placeholders = new Placeholders(Map.of("HOST", "db.internal"));

        assertThat(placeholders.resolve("nats://${env:HOST}:4222")).contains("nats://db.internal:4222");
        assertThat(placeholders.resolve("plain")).contains("plain");
        assertThat(placeholders.resolve("${env:HOST} ${env:TYPO}")).isEmpty();
        assertThat(placeholders.resolve("${file:/does/not/exist:key}")).isEqualTo(Optional.empty());
    }
}
