package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.index.WrittenRow;
import io.millrace.manticore.registry.TableStates;
import io.millrace.manticore.stream.PartitionReader;
import io.millrace.nats.NatsUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges the events of one partition once it is proven that what they ask for is in the index and outlives a power
 * cut: a while after they were written, the same process of Manticore shows it, and nobody else reads the partition.
 */
final class Acknowledger {
    private static final long BYTES_PER_ROW = 100;

    private final PartitionReader reader;
    private final ReadBackThread readBack;
    private final Duration delay;
    private final AckLedger ledger = new AckLedger();
    private final VanishedRows vanished;
    /** What is being proven. */
    private @Nullable Question asked;

    /** @param delay longer than Manticore takes to sync what it has accepted */
    Acknowledger(PartitionReader reader, TableStates tables, ReadBackThread readBack, Duration delay) {
        this.reader = reader;
        this.readBack = readBack;
        this.delay = delay;
        this.vanished = new VanishedRows(reader.partition(), tables);
    }

    private static final class Question {
        private final AckLedger.Acknowledgement due;
        private Optional<ReadBackThread.ProofResult> answer = Optional.empty();

        Question(AckLedger.Acknowledgement due) {
            this.due = due;
        }
    }

    void add(WriteResult.Written written) {
        ledger.add(
                written.batch(),
                new AckLedger.Proof(written.result().server(), written.rows()),
                System.nanoTime() + delay.toNanos());
    }

    void confirm(long sequence) {
        ledger.confirm(sequence);
    }

    /**
     * Acknowledges what is proven, and has what is due proven.
     *
     * @throws IndexUnavailableException when what was written is not there: everything must be read again
     * @throws NatsUnavailableException when another task reads the partition
     */
    void step(List<Output> out) {
        Question question = asked;
        if (question != null && question.answer.isPresent()) {
            asked = null;
            acknowledge(question.due, question.answer.get(), out);
        }
        if (asked == null) {
            ledger.takeDue(System.nanoTime()).ifPresent(this::ask);
        }
    }

    private void ask(AckLedger.Acknowledgement due) {
        Question question = new Question(due);
        asked = question;
        readBack.submit(new ReadBackThread.Request(
                due.proofs(), reader.retention(), reader.ownership(), answer -> question.answer = Optional.of(answer)));
    }

    private void acknowledge(AckLedger.Acknowledgement due, ReadBackThread.ProofResult answer, List<Output> out) {
        if (answer instanceof ReadBackThread.Unproven failed) {
            throw failed.cause();
        }
        ReadBackThread.RowsRead read = (ReadBackThread.RowsRead) answer;
        List<WrittenRow> missing = read.missing();
        vanished.requireNone(missing, read.server());
        due.last().ifPresent(last -> {
            reader.acknowledge(last);
            out.add(new Output.Receipt(reader.partition(), last.streamSequence(), due.events()));
        });
    }

    /** How long until {@link #step} has something to do, unless an answer wakes the thread. */
    long nanosUntilDue(long now) {
        Question question = asked;
        if (question == null) {
            return ledger.nanosUntilDue(now);
        }
        return question.answer.isPresent() ? 0 : Long.MAX_VALUE;
    }

    /** How much memory it takes to know what must be read back. */
    long bytes() {
        Question question = asked;
        long beingRead = question == null
                ? 0
                : question.due.proofs().stream()
                        .mapToLong(proof -> proof.rows().size())
                        .sum();
        return BYTES_PER_ROW * (ledger.rows() + beingRead);
    }

    boolean isEmpty() {
        return asked == null && ledger.isEmpty();
    }

    void clear() {
        asked = null;
        ledger.clear();
    }
}
