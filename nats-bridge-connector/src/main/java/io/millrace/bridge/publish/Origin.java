package io.millrace.bridge.publish;

import io.millrace.event.EventHeaders;
import io.millrace.nats.OriginKey;
import io.nats.client.impl.Headers;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a message in the stream say about the Kafka record it comes from. All numbers are in base 36, and
 * the topic partition is a hash, because headers are a large part of a small message.
 *
 * @param generation counts how often the topic partition was deliberately published again, or its topic re-created;
 *     only messages of the latest one show how far it has come
 */
public record Origin(RecordPosition position, long generation, Link link) {
    private static final int RADIX = 36;
    private static final Pattern ID =
            Pattern.compile("([0-9a-z]+)-([0-9a-z]{1,12})(?:~([0-9a-z]{1,12}))?(?:#[0-9a-z]+)?");
    private static final Pattern CHAIN =
            Pattern.compile("(-?[0-9a-z]{1,12}) (-?[0-9a-z]{1,12}) ([0-9a-z]{1,12}) ([0-9a-z]{1,12})");

    /**
     * How a message is linked to those before it.
     *
     * @param previous the offset of the record sent before it, -1 for none
     * @param confirmed the offset up to which all had been acknowledged, -1 for none
     * @param sequence the stream sequence of that one
     */
    public record Link(long previous, long confirmed, long sequence) {
        static final long NONE = -1;

        /** Whether everything before the message was in the stream when it was sent. */
        boolean isConfirmed() {
            return previous == confirmed;
        }

        /** The value of the header: how far back the two offsets are, the sequence, and the record's timestamp. */
        String text(RecordPosition position) {
            return base36(position.offset() - previous)
                    + ' '
                    + base36(position.offset() - confirmed)
                    + ' '
                    + base36(sequence)
                    + ' '
                    + base36(Math.max(0, position.timestamp()));
        }
    }

    /**
     * Empty when the message does not come from one of these topic partitions.
     *
     * @param partitions by {@link #keyOf}
     */
    static Optional<Origin> of(@Nullable Headers headers, Map<String, TopicPartition> partitions) {
        if (headers == null) {
            return Optional.empty();
        }
        Matcher id = ID.matcher(header(headers, EventHeaders.MESSAGE_ID));
        Matcher chain = CHAIN.matcher(header(headers, EventHeaders.CHAIN));
        if (!id.matches() || !chain.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(partitions.get(id.group(1))).map(topicPartition -> of(topicPartition, id, chain));
    }

    /** Whether a bridge has published a message, from whatever topic. */
    static boolean isBridges(@Nullable Headers headers) {
        return headers != null
                && ID.matcher(header(headers, EventHeaders.MESSAGE_ID)).matches()
                && CHAIN.matcher(header(headers, EventHeaders.CHAIN)).matches();
    }

    private static Origin of(TopicPartition topicPartition, Matcher id, Matcher chain) {
        long offset = number(id.group(2));
        Link link = new Link(offset - number(chain.group(1)), offset - number(chain.group(2)), number(chain.group(3)));
        long generation = id.group(3) == null ? 0 : number(id.group(3));
        return new Origin(new RecordPosition(topicPartition, offset, number(chain.group(4))), generation, link);
    }

    /** The prefix of a topic partition's message ids. */
    static String keyOf(TopicPartition topicPartition) {
        return OriginKey.of(topicPartition.topic(), topicPartition.partition());
    }

    /**
     * The message id of a record.
     *
     * @param key of its topic partition
     */
    static String text(String key, long offset, long generation) {
        String text = key + '-' + base36(offset);
        return generation == 0 ? text : text + '~' + base36(generation);
    }

    static String base36(long number) {
        return Long.toString(number, RADIX);
    }

    private static long number(String base36) {
        return Long.parseLong(base36, RADIX);
    }

    private static String header(Headers headers, String key) {
        String value = headers.getLast(key);
        return value == null ? "" : value;
    }
}
