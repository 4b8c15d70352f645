package io.millrace.bridge.publish;

import io.millrace.event.EventHeaders;
import io.nats.client.impl.Headers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a message in the stream say of the Kafka record it comes from.
 *
 * @param generation counts how often the topic partition was deliberately published again, or its topic re-created;
 *     only messages of the latest one tell how far it has come
 */
public record Origin(RecordPosition position, long generation, Link link) {
    private static final Pattern ORIGIN = Pattern.compile("(.+)-(\\d+)@(\\d+)(?:~(\\d+))?");
    private static final Pattern LINK = Pattern.compile("(-?\\d+) (-?\\d+) (\\d+)");

    /**
     * How a message is linked to those before it.
     *
     * @param previous the offset of the record sent before it, -1 for none
     * @param confirmed the offset up to which all had been acknowledged, -1 for none
     * @param sequence where in the stream that one is
     */
    public record Link(long previous, long confirmed, long sequence) {
        static final long NONE = -1;

        /** Whether everything before the message was in the stream when it was sent. */
        boolean isConfirmed() {
            return previous == confirmed;
        }

        @Override
        public String toString() {
            return previous + " " + confirmed + ' ' + sequence;
        }
    }

    /** Empty when the message does not come from Kafka. */
    static Optional<Origin> of(@Nullable Headers headers) {
        if (headers == null) {
            return Optional.empty();
        }
        Matcher origin = ORIGIN.matcher(header(headers, EventHeaders.ORIGIN));
        if (!origin.matches()) {
            return Optional.empty();
        }
        String timestamp = header(headers, EventHeaders.ORIGIN_TIMESTAMP);
        RecordPosition position = new RecordPosition(
                new TopicPartition(origin.group(1), Integer.parseInt(origin.group(2))),
                Long.parseLong(origin.group(3)),
                timestamp.isEmpty() ? 0 : Long.parseLong(timestamp));
        long generation = origin.group(4) == null ? 0 : Long.parseLong(origin.group(4));
        return Optional.of(new Origin(position, generation, link(headers)));
    }

    /** The value of the header. */
    static String text(TopicPartition topicPartition, long offset, long generation) {
        String text = topicPartition.topic() + '-' + topicPartition.partition() + '@' + offset;
        return generation == 0 ? text : text + '~' + generation;
    }

    private static Link link(Headers headers) {
        Matcher matcher = LINK.matcher(header(headers, EventHeaders.ORIGIN_CHAIN));
        return matcher.matches()
                ? new Link(
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)))
                : new Link(Link.NONE, Link.NONE, 0);
    }

    private static String header(Headers headers, String key) {
        String value = headers.getLast(key);
        return value == null ? "" : value;
    }
}
