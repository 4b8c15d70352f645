package io.millrace.comparison;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTexts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the source connector has written to Kafka. */
public final class SourceTopics {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int RUN = 14;

    private SourceTopics() {}

    /**
     * An event in Kafka.
     *
     * @param row the record's key and its table; empty for a TRUNCATE
     * @param run the number of the source task's run
     */
    public record SourceEvent(ChangeEvent event, String row, int partition, long run) {
        public long id() {
            return event.getId();
        }

        /** Where the event is in the binlog; rows of a full snapshot are before everything else. */
        public String position() {
            var position = event.getSource().getMysql();
            return event.getSource().getSnapshot()
                    ? ""
                    : "%s %012d %06d".formatted(SourceTexts.file(position), position.getPosition(), position.getRow());
        }
    }

    /** All committed events of the topics with this prefix. */
    public static List<SourceEvent> read(String bootstrapServers, String prefix) {
        List<SourceEvent> events = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().entrySet().stream()
                    .filter(topic -> topic.getKey().startsWith(prefix))
                    .flatMap(topic -> topic.getValue().stream())
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Instant deadline = Instant.now().plus(PATIENCE);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                if (Instant.now().isAfter(deadline)) {
                    throw new AssertionError("The end of the topics " + prefix + "* was not reached");
                }
                consumer.poll(Duration.ofMillis(100)).forEach(each -> events.add(event(each)));
            }
        }
        return events;
    }

    private static SourceEvent event(ConsumerRecord<byte[], byte[]> kafka) {
        try {
            ChangeEvent event = ChangeEvent.parseFrom(kafka.value());
            return new SourceEvent(
                    event,
                    kafka.key() == null ? "" : kafka.topic() + new String(kafka.key(), StandardCharsets.UTF_8),
                    kafka.partition(),
                    event.getUnknownFields().getField(RUN).getFixed64List().get(0));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("Not an event: " + kafka.topic() + '@' + kafka.offset(), e);
        }
    }
}
