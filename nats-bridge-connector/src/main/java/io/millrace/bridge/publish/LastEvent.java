package io.millrace.bridge.publish;

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
    /** The id of the event in a message; empty where there is none. */
    static OptionalLong idOf(MessageInfo message) {
        try {
            return OptionalLong.of(EventSummary.of(message.getData()).id());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
