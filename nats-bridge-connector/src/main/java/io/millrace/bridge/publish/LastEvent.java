package io.millrace.bridge.publish;

import io.millrace.event.EventHeaders;
import io.millrace.event.Subject;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The last event of a subject.
 *
 * @param origin the topic partition it comes from, if that is one of those asked for
 */
record LastEvent(long id, Optional<TopicPartition> origin) {
    /** The event in a message; empty if it is not an event of the subject's table, since anybody may publish there. */
    static Optional<EventSummary> in(MessageInfo message) {
        byte[] data = message.getData();
        try {
            EventSummary event = EventSummary.of(data == null ? new byte[0] : data);
            return Subject.find(String.valueOf(message.getSubject()))
                    .filter(subject -> new SubjectSequence(subject).isOf(event))
                    .map(subject -> event);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The highest id of the subject up to a message; empty if no bridge has published it. */
    static OptionalLong idOf(MessageInfo message) {
        Headers headers = message.getHeaders();
        Optional<EventSummary> event = Origin.isBridges(headers) ? in(message) : Optional.empty();
        return event.map(each -> OptionalLong.of(Math.max(each.id(), before(headers))))
                .orElse(OptionalLong.empty());
    }

    /** Keeps the highest id of the subject visible behind a message with a lower one. */
    static void addBefore(Headers headers, long id) {
        headers.put(EventHeaders.HIGHEST_ID, Origin.base36(id));
    }

    private static long before(@Nullable Headers headers) {
        String value = headers == null ? null : headers.getLast(EventHeaders.HIGHEST_ID);
        return value == null || !value.matches("[0-9a-z]{1,12}") ? 0 : Long.parseLong(value, Character.MAX_RADIX);
    }
}
