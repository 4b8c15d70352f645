package io.millrace.endtoend;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic of dead letters with one partition. */
final class DeadLetters {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private DeadLetters() {}

    /**
     * A record that could not be applied, and the reason.
     *
     * @param value the original record's value, empty in a reference
     * @param reference where the original record is, empty unless it is too large for a dead letter
     */
    record Letter(byte[] value, String reason, String reference) {}

    /** Waits for this number of dead letters. One that is there twice, since its task was stopped meanwhile, counts once. */
    static List<Letter> await(String bootstrapServers, String topic, String reasonHeader, int count) {
        Map<String, Letter> letters = new LinkedHashMap<>();
        Instant deadline = Instant.now().plus(PATIENCE);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (letters.size() < count) {
                if (Instant.now().isAfter(deadline)) {
                    throw new AssertionError(letters.size() + " and not " + count + " dead letters in " + topic);
                }
                consumer.poll(Duration.ofMillis(100)).forEach(each -> {
                    Letter letter = letter(each, reasonHeader);
                    letters.put(
                            letter.reason()
                                    + letter.reference()
                                    + HexFormat.of().formatHex(letter.value()),
                            letter);
                });
            }
        }
        return List.copyOf(letters.values());
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> dead, String reasonHeader) {
        Header reference = dead.headers().lastHeader("millrace.reference");
        return new Letter(
                dead.value() == null ? new byte[0] : dead.value(),
                text(dead.headers().lastHeader(reasonHeader)),
                reference == null ? "" : text(reference));
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
