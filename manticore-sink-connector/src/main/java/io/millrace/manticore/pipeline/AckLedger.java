package io.millrace.manticore.pipeline;

import io.millrace.manticore.stream.DeliveredEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Batches that were applied and not yet acknowledged, in the order of the stream: because Manticore may still lose them
 * in a power cut, or because Kafka does not have their dead letters yet. Times are those of {@link System#nanoTime}.
 */
final class AckLedger {
    private final Deque<Unacknowledged> entries = new ArrayDeque<>();

    private record Unacknowledged(DeliveredEvent last, int events, long due, Set<Long> unconfirmed) {}

    /** What may be acknowledged. */
    record Acknowledgement(DeliveredEvent last, int events) {}

    /** @param due when the batch may be acknowledged */
    void add(MappedBatch batch, long due) {
        Set<Long> unconfirmed = new HashSet<>();
        batch.deadLetters().forEach(letter -> unconfirmed.add(letter.sequence()));
        entries.add(new Unacknowledged(batch.last(), batch.events().size(), due, unconfirmed));
    }

    /** Kafka has the dead letter of this event. */
    void confirm(long sequence) {
        entries.forEach(entry -> entry.unconfirmed().remove(sequence));
    }

    /** Takes out what is due, as one: an acknowledgement covers everything before it. */
    Optional<Acknowledgement> takeDue(long now) {
        Optional<Acknowledgement> due = Optional.empty();
        for (Unacknowledged head = entries.peek();
                head != null && head.unconfirmed().isEmpty() && head.due() - now <= 0;
                head = entries.peek()) {
            int before = due.map(Acknowledgement::events).orElse(0);
            due = Optional.of(new Acknowledgement(head.last(), before + head.events()));
            entries.remove();
        }
        return due;
    }

    /** How long until an acknowledgement is due; for ever when there is none, or a dead letter comes first. */
    long nanosUntilDue(long now) {
        Unacknowledged head = entries.peek();
        return head == null || !head.unconfirmed().isEmpty() ? Long.MAX_VALUE : head.due() - now;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void clear() {
        entries.clear();
    }
}
