package io.millrace.bridge.publish;

import io.millrace.event.EventHeaders;
import io.nats.client.impl.Headers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka record that a message in the stream comes from.
 *
 * @param timestamp Kafka's, in milliseconds; a record at the same offset with another one is of a re-created topic
 */
public record Position(TopicPartition topicPartition, long offset, long timestamp) {
    private static final Pattern ORIGIN = Pattern.compile("(.+)-(\\d+)@(\\d+)");

    /** Empty when the message does not come from Kafka. */
    static Optional<Position> of(@Nullable Headers headers) {
        String origin = headers == null ? null : headers.getLast(EventHeaders.ORIGIN);
        if (headers == null || origin == null) {
            return Optional.empty();
        }
        Matcher matcher = ORIGIN.matcher(origin);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String timestamp = headers.getLast(EventHeaders.ORIGIN_TIMESTAMP);
        return Optional.of(new Position(
                new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))),
                Long.parseLong(matcher.group(3)),
                timestamp == null ? 0 : Long.parseLong(timestamp)));
    }

    /** {@code <topic>-<partition>@<offset>}. */
    static String origin(TopicPartition topicPartition, long offset) {
        return topicPartition.topic() + '-' + topicPartition.partition() + '@' + offset;
    }
}
