package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.index.ReadBack;
import io.millrace.manticore.index.WrittenRow;
import io.millrace.manticore.server.ManticoreProcess;
import io.millrace.manticore.stream.Mailbox;
import io.millrace.nats.NatsUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Proves for all partitions of a task that what they wrote is in the index, on a thread of its own, so that Manticore
 * answers while it takes the next writes. What is asked for meanwhile is proven together, with one look-up per table.
 */
final class ReadBackThread implements AutoCloseable {
    private static final long JOIN_MS = 2_000;

    private final ReadBack index;
    private final Mailbox mailbox;
    private final Thread thread = new Thread(this::run, "manticore-read-back");
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    ReadBackThread(ReadBack index, Mailbox mailbox) {
        this.index = index;
        this.mailbox = mailbox;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * What is to be proven for one partition.
     *
     * @param owned whether the partition is still read by nobody else
     * @param answered called on the task's thread
     */
    record Request(
            List<AckLedger.Proof> proofs,
            Optional<Duration> retention,
            BooleanSupplier owned,
            Consumer<ProofResult> answered) {}

    /** What became of it. */
    sealed interface ProofResult {}

    /** Everything is there that is not missing here, and the process runs that took it. */
    record RowsRead(List<WrittenRow> missing, ManticoreProcess server) implements ProofResult {}

    /** It cannot be proven: everything must be written again. */
    record Unproven(RuntimeException cause) implements ProofResult {}

    void submit(Request request) {
        requests.add(request);
    }

    private void run() {
        List<Request> round = new ArrayList<>();
        try {
            while (true) {
                round.add(requests.take());
                requests.drainTo(round);
                if (!prove(round)) {
                    // One that cannot be proven must not fail the others.
                    round.forEach(request -> prove(List.of(request)));
                }
                round.clear();
            }
        } catch (InterruptedException e) {
            // Closed.
        } catch (Error e) {
            // Ends the task, which would wait for this thread for ever.
            mailbox.addAndWake(() -> {
                throw e;
            });
        }
    }

    /** Returns false when several failed, and have no answer yet. */
    private boolean prove(List<Request> round) {
        List<ProofResult> answers;
        try {
            answers = answers(round);
        } catch (RuntimeException e) {
            if (round.size() > 1) {
                return false;
            }
            answers = List.of(new Unproven(e));
        }
        for (int i = 0; i < round.size(); i++) {
            Consumer<ProofResult> answered = round.get(i).answered();
            ProofResult answer = answers.get(i);
            mailbox.addAndWake(() -> answered.accept(answer));
        }
        return true;
    }

    private List<ProofResult> answers(List<Request> round) {
        ManticoreProcess server = index.process();
        List<WrittenRow> rows = new ArrayList<>();
        round.stream().flatMap(request -> request.proofs().stream()).forEach(proof -> rows.addAll(proof.rows()));
        Set<WrittenRow> missing = new HashSet<>(index.missing(rows, round.get(0).retention()));
        List<ProofResult> answers = new ArrayList<>();
        for (Request request : round) {
            answers.add(answer(request, server, missing));
        }
        return answers;
    }

    private static ProofResult answer(Request request, ManticoreProcess server, Set<WrittenRow> missing) {
        if (!request.proofs().stream().allMatch(proof -> proof.server().isSame(server))) {
            throw new IndexUnavailableException("Manticore at " + server.url()
                    + " was started, or replaced by another server, after it took events that are not acknowledged yet;"
                    + " they are written again");
        }
        if (!request.owned().getAsBoolean()) {
            throw new NatsUnavailableException("Another task reads the partition, or its consumer was deleted");
        }
        return new RowsRead(
                request.proofs().stream()
                        .flatMap(proof -> proof.rows().stream())
                        .filter(missing::contains)
                        .toList(),
                server);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
