package io.millrace.bridge.publish;

import io.millrace.event.Subject;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

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

    /** The id of the event in a message; empty if no bridge has published it. */
    static OptionalLong idOf(MessageInfo message) {
        Optional<EventSummary> event = Origin.isBridges(message.getHeaders()) ? in(message) : Optional.empty();
        return event.map(each -> OptionalLong.of(each.id())).orElse(OptionalLong.empty());
    }
}
