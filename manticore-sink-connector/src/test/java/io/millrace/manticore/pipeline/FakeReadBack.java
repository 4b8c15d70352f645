package io.millrace.manticore.pipeline;

import io.millrace.manticore.index.ReadBack;
import io.millrace.manticore.index.WrittenRow;
import io.millrace.manticore.server.ManticoreProcess;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Shows everything that is not said to be missing. Asked by the thread for reading back, set by the test's. */
final class FakeReadBack implements ReadBack {
    private final Semaphore answers = new Semaphore(1_000_000);
    private final Semaphore asked = new Semaphore(0);
    private volatile ManticoreProcess server = FakeIndex.SERVER;
    private volatile Set<Long> missing = Set.of();

    void server(ManticoreProcess now) {
        server = now;
    }

    /** Rows at these versions are not there. */
    void lose(Long... versions) {
        missing = new HashSet<>(List.of(versions));
    }

    /** Answers wait for {@link #allowAnswers}. */
    void holdAnswers() {
        answers.drainPermits();
    }

    void allowAnswers() {
        answers.release(1_000_000);
    }

    /** Waits until something is asked. */
    void awaitQuestion() {
        asked.acquireUninterruptibly();
    }

    @Override
    public ManticoreProcess process() {
        return server;
    }

    @Override
    public List<WrittenRow> missing(Collection<WrittenRow> rows, Optional<Duration> retention) {
        asked.release();
        answers.acquireUninterruptibly();
        return rows.stream().filter(row -> missing.contains(row.version())).toList();
    }
}
