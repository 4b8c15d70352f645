package io.millrace.state.snapshot;

import io.millrace.state.ConfiguredConnector;
import io.millrace.state.TopicState;
import io.millrace.state.letters.LetterId.LetterStage;
import io.millrace.state.letters.OpenLetters;
import io.millrace.state.letters.ReportedLetter;
import io.millrace.state.snapshot.PipelineSnapshot.DeadLetters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts the open letters of small topics by reading them: offsets also count the markers of transactions, and letters that
 * were resent or dropped. What cannot be read in a second is not counted.
 */
final class RecordCounts {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;

    RecordCounts(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    DeadLetters count(TopicState topic, ConfiguredConnector writer) {
        OpenLetters open = new OpenLetters(LetterStage.of(writer), writer.name());
        boolean isMore = !readToEnd(topic, open);
        Collection<ReportedLetter> letters = open.letters();
        Map<String, Long> reasons = new TreeMap<>();
        letters.forEach(letter -> reasons.merge(letter.reason(), 1L, Long::sum));
        return new DeadLetters(
                writer.name(),
                topic.name(),
                letters.size(),
                isMore,
                letters.stream().map(ReportedLetter::time).max(Comparator.naturalOrder()),
                reasons);
    }

    private boolean readToEnd(TopicState topic, OpenLetters open) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        topic.endOffsets().forEach((partition, end) -> {
            if (end > topic.firstOffsets().getOrDefault(partition, 0L)) {
                ends.put(new TopicPartition(topic.name(), partition), end);
            }
        });
        List<TopicPartition> partitions = new ArrayList<>(ends.keySet());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            consumer.poll(POLL).forEach(open::add);
        }
        return true;
    }
}
