package io.millrace.publisher;

import io.nats.client.api.PublishAck;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The events that are neither in the stream nor failed, in the order in which they were published. Not thread-safe. */
final class UnsettledEvents {
    private final Set<PendingEvent> events = new LinkedHashSet<>();

    void add(PendingEvent event) {
        events.add(event);
    }

    boolean contains(PendingEvent event) {
        return events.contains(event);
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    List<PendingEvent> inOrder() {
        return List.copyOf(events);
    }

    /** Returns false, and fails the event, when the stream had another event with the same id, or another stream has it. */
    boolean acknowledge(PendingEvent event, PublishAck acknowledgement, String stream) {
        if (!acknowledgement.getStream().equals(stream)) {
            fail(event, "stream " + acknowledgement.getStream() + " stored it, which has this subject", null);
            return false;
        }
        if (acknowledgement.isDuplicate() && event.attempts == 1) {
            fail(event, "the stream received another event with the same id within its duplicate window", null);
            return false;
        }
        events.remove(event);
        event.acknowledged(acknowledgement);
        return true;
    }

    void fail(PendingEvent event, String reason, @Nullable Throwable cause) {
        events.remove(event);
        event.failed(reason, cause);
    }

    void failOverdue(String reason) {
        Iterator<PendingEvent> oldestFirst = events.iterator();
        while (oldestFirst.hasNext()) {
            PendingEvent event = oldestFirst.next();
            if (!event.isOverdue()) {
                return;
            }
            oldestFirst.remove();
            event.failed(reason, null);
        }
    }
}
