package io.millrace.manticore.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.manticore.stream.DeliveredEvent;
import io.millrace.manticore.stream.FakePartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AckLedgerTest {
    private static final AckLedger.Proof NOTHING = new AckLedger.Proof(FakeIndex.SERVER, List.of());

    private final AckLedger ledger = new AckLedger();

    @Test
    void batchIsDueWhenItsTimeHasCome() {
        ledger.add(batch(1, 2), NOTHING, 100);
        assertThat(ledger.takeDue(99)).isEmpty();
        assertThat(ledger.nanosUntilDue(60)).isEqualTo(40);
        assertThat(ledger.takeDue(100)).hasValueSatisfying(due -> {
            assertThat(due.last().orElseThrow().streamSequence()).isEqualTo(2);
            assertThat(due.events()).isEqualTo(2);
        });
        assertThat(ledger.isEmpty()).isTrue();
    }

    @Test
    void oneAcknowledgementCoversAllThatIsDue() {
        ledger.add(batch(1, 2), NOTHING, 100);
        ledger.add(batch(3), NOTHING, 110);
        ledger.add(batch(4), NOTHING, 120);
        assertThat(ledger.takeDue(115)).hasValueSatisfying(due -> {
            assertThat(due.last().orElseThrow().streamSequence()).isEqualTo(3);
            assertThat(due.events()).isEqualTo(3);
        });
        assertThat(ledger.nanosUntilDue(115)).isEqualTo(5);
    }

    /** An acknowledgement covers everything before it, so what follows a dead letter must wait too. */
    @Test
    void deadLetterHoldsBackItsBatchAndThoseAfterIt() {
        ledger.add(batch(1), NOTHING, 100);
        ledger.add(withDeadLetters(batch(2, 3), 2, 3), NOTHING, 100);
        ledger.add(batch(4), NOTHING, 100);
        assertThat(ledger.takeDue(200).orElseThrow().last().orElseThrow().streamSequence())
                .isEqualTo(1);
        assertThat(ledger.nanosUntilDue(200)).isEqualTo(Long.MAX_VALUE);
        ledger.confirm(3);
        assertThat(ledger.takeDue(200)).isEmpty();
        ledger.confirm(2);
        assertThat(ledger.takeDue(200).orElseThrow().last().orElseThrow().streamSequence())
                .isEqualTo(4);
    }

    @Test
    void nothingIsDueAfterItWasCleared() {
        ledger.add(batch(1), NOTHING, 100);
        ledger.clear();
        ledger.confirm(1);
        assertThat(ledger.takeDue(200)).isEmpty();
        assertThat(ledger.nanosUntilDue(200)).isEqualTo(Long.MAX_VALUE);
    }

    /** The clock of {@link System#nanoTime} may pass its greatest value. */
    @Test
    void timesMayOverflow() {
        ledger.add(batch(1), NOTHING, Long.MIN_VALUE + 10);
        assertThat(ledger.takeDue(Long.MAX_VALUE - 10)).isEmpty();
        assertThat(ledger.nanosUntilDue(Long.MAX_VALUE - 10)).isEqualTo(21);
        assertThat(ledger.takeDue(Long.MIN_VALUE + 10)).isPresent();
    }

    /** Case B17. */
    @Test
    void rowsThatExpiredAreProvenAndAcknowledgeNothing() {
        ledger.add(batch(1), NOTHING, 100);
        ledger.add(MappedBatch.empty(), NOTHING, 110);
        ledger.add(MappedBatch.empty(), NOTHING, 120);
        assertThat(ledger.takeDue(115)).hasValueSatisfying(due -> {
            assertThat(due.last().orElseThrow().streamSequence()).isEqualTo(1);
            assertThat(due.proofs()).hasSize(2);
        });
        assertThat(ledger.takeDue(120)).hasValueSatisfying(due -> {
            assertThat(due.last()).isEmpty();
            assertThat(due.proofs()).hasSize(1);
        });
    }

    private static MappedBatch batch(long... sequences) {
        List<DeliveredEvent> events = Arrays.stream(sequences)
                .mapToObj(sequence -> FakePartition.event(sequence, new byte[0]))
                .toList();
        return new MappedBatch(events, List.of(), new ArrayList<>());
    }

    private static MappedBatch withDeadLetters(MappedBatch batch, long... sequences) {
        for (long sequence : sequences) {
            batch.deadLetters().add(new Output.DeadLetter(0, FakePartition.event(sequence, new byte[0]), "bad"));
        }
        return batch;
    }
}
