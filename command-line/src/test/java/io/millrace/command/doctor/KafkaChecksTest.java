package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.SinkOffsets;
import io.millrace.state.TopicState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaChecksTest {
    private static final ConfiguredConnector SOURCE =
            Connectors.source(Map.of("topic.creation.default.partitions", "2"));

    private final Diagnosis diagnosis = new Diagnosis();
    private final KafkaChecks checks = new KafkaChecks(diagnosis.on("Kafka"));

    @ParameterizedTest
    @CsvSource({
        "retention.ms, 604800000, ''",
        "retention.ms, -1, ''",
        "retention.ms, 60000, warning topic-retention",
        "retention.bytes, 1000, warning topic-retention-bytes",
        "cleanup.policy, 'compact,delete', error topic-compacted",
    })
    void settingsOfATopicAreChecked(String setting, String value, String found) {
        checks.tables(List.of(topic(Map.of(setting, value))), SOURCE, 1);

        assertThat(Connectors.found(diagnosis)).isEqualTo(found.isEmpty() ? List.of() : List.of(found));
    }

    @Test
    void partitionsAndReplicasAreChecked() {
        checks.tables(List.of(topic(Map.of())), Connectors.source(Map.of("topic.creation.default.partitions", "8")), 3);

        assertThat(Connectors.found(diagnosis)).containsExactly("warning topic-replicas", "note topic-partitions");
    }

    @Test
    void recordsThatKafkaDeletedBeforeTheyWereReadAreAnError() throws Exception {
        SinkOffsets offsets = new SinkOffsets(new ObjectMapper().readTree("""
                {"offsets": [
                  {"partition": {"kafka_topic": "t", "kafka_partition": 0}, "offset": {"kafka_offset": 4}},
                  {"partition": {"kafka_topic": "t", "kafka_partition": 1}, "offset": {"kafka_offset": 15}}]}"""));
        checks.reader(List.of(topic(Map.of())), offsets, SOURCE, Connectors.bridge(Map.of()));

        assertThat(Connectors.found(diagnosis)).containsExactly("error records-missed", "note records-waiting");
        assertThat(diagnosis.findings().get(0).problem()).contains(" 6 records");
        assertThat(diagnosis.findings().get(1).problem()).contains(" 15 records");
    }

    @Test
    void schemaHistoryMustBeKeptForEver() {
        checks.history(new TopicState("h", 1, Map.of("retention.ms", "-1"), Map.of(0, 0L), Map.of(0, 9L)));
        assertThat(diagnosis.findings()).isEmpty();
        checks.history(new TopicState("h", 1, Map.of("retention.ms", "604800000"), Map.of(0, 0L), Map.of(0, 9L)));
        checks.history(topic(Map.of()));

        assertThat(Connectors.found(diagnosis)).containsExactly("error schema-history", "error schema-history");
    }

    @Test
    void deadLettersAreCounted() {
        checks.deadLetters("dead", 0, Connectors.sink(Map.of()));
        checks.deadLetters("dead", 20, Connectors.sink(Map.of()));

        assertThat(diagnosis.findings().get(0).problem()).contains("20 open dead letters of manticore-sink");
    }

    /** Two partitions from offset 10 to 20. */
    private static TopicState topic(Map<String, String> configuration) {
        return new TopicState("t", 1, configuration, Map.of(0, 10L, 1, 10L), Map.of(0, 20L, 1, 20L));
    }
}
