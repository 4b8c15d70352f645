package io.millrace.bridge.publish;

import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsSession;
import io.millrace.nats.StateBucket;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Records in the state bucket that offsets were set on purpose: from then on Kafka's committed offset says how far a
 * topic partition has come, and the messages that are in the stream no longer do.
 */
public final class OffsetResets {
    private OffsetResets() {}

    /** An offset that was set. */
    record OffsetReset(long generation, OptionalLong offset) {
        static final OffsetReset NONE = new OffsetReset(0, OptionalLong.empty());

        private static OffsetReset parse(String text) {
            String[] numbers = text.split(" ", 2);
            return new OffsetReset(
                    Long.parseLong(numbers[0]),
                    numbers.length == 1 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(numbers[1])));
        }

        private String text() {
            return generation + (offset.isPresent() ? " " + offset.getAsLong() : "");
        }
    }

    /**
     * Increments the generation of these topic partitions.
     *
     * @param offsets the new offsets, null for the beginning
     */
    public static void record(NatsSession session, String stream, Map<TopicPartition, @Nullable Long> offsets) {
        session.ask("to record the new offsets", connection -> {
            Map<TopicPartition, OffsetReset> resets = read(connection, stream);
            for (Map.Entry<TopicPartition, @Nullable Long> entry : offsets.entrySet()) {
                TopicPartition each = entry.getKey();
                Long offset = entry.getValue();
                OffsetReset reset = new OffsetReset(
                        resets.getOrDefault(each, OffsetReset.NONE).generation() + 1,
                        offset == null ? OptionalLong.empty() : OptionalLong.of(offset));
                connection
                        .jetStream()
                        .publish(
                                prefix(stream) + each.topic() + '.' + each.partition(),
                                reset.text().getBytes(StandardCharsets.UTF_8));
            }
            return offsets.size();
        });
    }

    /** What was recorded. */
    static Map<TopicPartition, OffsetReset> read(Connection connection, String stream)
            throws IOException, JetStreamApiException, InterruptedException {
        Map<TopicPartition, OffsetReset> resets = new HashMap<>();
        String prefix = prefix(stream);
        for (MessageInfo message : LastMessages.read(connection, StateBucket.STREAM, prefix + '>')) {
            String key = message.getSubject().substring(prefix.length());
            int end = key.lastIndexOf('.');
            resets.put(
                    new TopicPartition(key.substring(0, end), Integer.parseInt(key.substring(end + 1))),
                    OffsetReset.parse(new String(message.getData(), StandardCharsets.UTF_8)));
        }
        return resets;
    }

    private static String prefix(String stream) {
        return StateBucket.subject("rewind." + stream + '.');
    }
}
