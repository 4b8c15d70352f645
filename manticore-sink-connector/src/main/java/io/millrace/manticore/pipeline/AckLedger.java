package io.millrace.manticore.pipeline;

import io.millrace.manticore.index.WrittenRow;
import io.millrace.manticore.server.ManticoreProcess;
import io.millrace.manticore.stream.DeliveredEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Batches that were applied and not yet acknowledged, in the order of the stream: because Manticore may still lose them
 * in a power cut, or because Kafka does not have their dead letters yet. Times are those of {@link System#nanoTime}.
 */
final class AckLedger {
    private final Deque<Unacknowledged> entries = new ArrayDeque<>();

    private record Unacknowledged(
            Optional<DeliveredEvent> last, int events, Proof proof, long due, Set<Long> unconfirmed) {}

    /** What has to hold before a batch is acknowledged: this process runs still, and these rows are there. */
    record Proof(ManticoreProcess server, List<WrittenRow> rows) {}

    /** What may be acknowledged when it is proven; without a last event, where only rows that had expired were removed. */
    record Acknowledgement(Optional<DeliveredEvent> last, int events, List<Proof> proofs) {}

    /** @param due when the batch may be acknowledged */
    void add(MappedBatch batch, Proof proof, long due) {
        Set<Long> unconfirmed = new HashSet<>();
        batch.deadLetters().forEach(letter -> unconfirmed.add(letter.sequence()));
        entries.add(new Unacknowledged(
                batch.last().map(DeliveredEvent::withoutData), batch.events().size(), proof, due, unconfirmed));
    }

    /** Kafka has the dead letter of this event. */
    void confirm(long sequence) {
        entries.forEach(entry -> entry.unconfirmed().remove(sequence));
    }

    /** Takes out what is due, as one: an acknowledgement covers everything before it. */
    Optional<Acknowledgement> takeDue(long now) {
        Optional<DeliveredEvent> last = Optional.empty();
        int events = 0;
        List<Proof> proofs = new ArrayList<>();
        for (Unacknowledged head = entries.peek();
                head != null && head.unconfirmed().isEmpty() && head.due() - now <= 0;
                head = entries.peek()) {
            last = head.last().isPresent() ? head.last() : last;
            events += head.events();
            proofs.add(head.proof());
            entries.remove();
        }
        return proofs.isEmpty() ? Optional.empty() : Optional.of(new Acknowledgement(last, events, proofs));
    }

    /** How long until an acknowledgement is due; for ever when there is none, or a dead letter comes first. */
    long nanosUntilDue(long now) {
        Unacknowledged head = entries.peek();
        return head == null || !head.unconfirmed().isEmpty() ? Long.MAX_VALUE : head.due() - now;
    }

    /** How many rows must be read back. */
    long rows() {
        return entries.stream().mapToLong(entry -> entry.proof().rows().size()).sum();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void clear() {
        entries.clear();
    }
}
