package io.millrace.bridge.publish;

import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsSession;
import io.millrace.nats.StateBucket;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Records in the state bucket that offsets were set on purpose: from then on the messages that are in the stream no
 * longer say how far a topic partition has come, and Kafka's committed offset does.
 */
public final class OffsetResets {
    private OffsetResets() {}

    /** Counts up the generation of these topic partitions. */
    public static void record(NatsSession session, String stream, Collection<TopicPartition> partitions) {
        session.ask("to record the new offsets", connection -> {
            Map<TopicPartition, Long> generations = read(connection, stream);
            for (TopicPartition each : partitions) {
                long generation = generations.getOrDefault(each, 0L) + 1;
                connection
                        .jetStream()
                        .publish(
                                prefix(stream) + each.topic() + '.' + each.partition(),
                                Long.toString(generation).getBytes(StandardCharsets.UTF_8));
            }
            return partitions.size();
        });
    }

    /** The generations that were recorded. */
    static Map<TopicPartition, Long> read(Connection connection, String stream)
            throws IOException, JetStreamApiException, InterruptedException {
        Map<TopicPartition, Long> generations = new HashMap<>();
        String prefix = prefix(stream);
        for (MessageInfo message : LastMessages.read(connection, StateBucket.STREAM, prefix + '>')) {
            String key = message.getSubject().substring(prefix.length());
            int end = key.lastIndexOf('.');
            generations.put(
                    new TopicPartition(key.substring(0, end), Integer.parseInt(key.substring(end + 1))),
                    Long.parseLong(new String(message.getData(), StandardCharsets.UTF_8)));
        }
        return generations;
    }

    private static String prefix(String stream) {
        return StateBucket.subject("rewind." + stream + '.');
    }
}
