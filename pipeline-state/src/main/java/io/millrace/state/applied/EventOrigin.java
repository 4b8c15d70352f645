package io.millrace.state.applied;

import io.millrace.event.EventHeaders;
import io.millrace.nats.OriginKey;
import io.nats.client.impl.Headers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka record that a message of the stream was made of, as the bridge's headers tell it; see {@link EventHeaders}.
 *
 * @param key of the topic partition, see {@link #keyOf}
 */
public record EventOrigin(String key, long offset, long timestamp) {
    private static final int RADIX = 36;
    private static final Pattern ID =
            Pattern.compile("([0-9a-z]+)-([0-9a-z]{1,12})(?:~[0-9a-z]{1,12})?(?:#[0-9a-z]+)?");
    private static final Pattern CHAIN = Pattern.compile("-?\\w{1,12} -?\\w{1,12} \\w{1,12} ([0-9a-z]{1,12})");

    /** Empty if no bridge has published the message. */
    public static Optional<EventOrigin> of(@Nullable Headers headers) {
        Matcher id = ID.matcher(header(headers, EventHeaders.MESSAGE_ID));
        Matcher chain = CHAIN.matcher(header(headers, EventHeaders.CHAIN));
        return id.matches() && chain.matches()
                ? Optional.of(new EventOrigin(
                        id.group(1), Long.parseLong(id.group(2), RADIX), Long.parseLong(chain.group(1), RADIX)))
                : Optional.empty();
    }

    /** See {@link OriginKey}. */
    public static String keyOf(TopicPartition topicPartition) {
        return OriginKey.of(topicPartition.topic(), topicPartition.partition());
    }

    private static String header(@Nullable Headers headers, String key) {
        String value = headers == null ? null : headers.getLast(key);
        return value == null ? "" : value;
    }
}
