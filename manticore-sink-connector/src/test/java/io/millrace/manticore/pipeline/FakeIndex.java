package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.index.BatchResult;
import io.millrace.manticore.index.Rejection;
import io.millrace.manticore.index.TargetIndex;
import io.millrace.manticore.server.ManticoreProcess;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** An index that remembers what it was given. Written to by the writer's thread, read by the test's. */
final class FakeIndex implements TargetIndex {
    static final ManticoreProcess SERVER = new ManticoreProcess(URI.create("http://search:9308"), 1, 0);

    private final List<List<Long>> batches = new CopyOnWriteArrayList<>();
    private final Set<Long> refused = new HashSet<>();
    private final Semaphore writes = new Semaphore(1_000_000);
    private final Semaphore begun = new Semaphore(0);
    private volatile Optional<String> outage = Optional.empty();
    private volatile Optional<TableFaultException> refusal = Optional.empty();
    private volatile boolean healthy = true;

    /** The versions of each batch that was applied. */
    List<List<Long>> batches() {
        return batches;
    }

    void refuse(long eventId) {
        refused.add(eventId);
    }

    /** Writes wait for {@link #allowWrites}. */
    void holdWrites() {
        writes.drainPermits();
    }

    void allowWrites(int count) {
        writes.release(count);
    }

    /** Waits until a write has begun. */
    void awaitWrite() {
        begun.acquireUninterruptibly();
    }

    /** The next write fails. */
    void failOnce(String reason) {
        outage = Optional.of(reason);
    }

    /** The next write finds that a table cannot be written to. */
    void refuseOnce(TableFaultException fault) {
        refusal = Optional.of(fault);
    }

    void healthy(boolean now) {
        healthy = now;
    }

    @Override
    public void requireHealthy() {
        if (!healthy) {
            throw new IndexUnavailableException("Manticore at http://search:9308 does not answer");
        }
    }

    @Override
    public void forgetTables() {}

    @Override
    public void keepTombstones(Optional<Duration> age) {}

    @Override
    public boolean rowsMayExpire() {
        return false;
    }

    @Override
    public BatchResult apply(List<RowChange> changes) {
        begun.release();
        writes.acquireUninterruptibly();
        Optional<String> failure = outage;
        outage = Optional.empty();
        failure.ifPresent(reason -> {
            throw new IndexUnavailableException(reason);
        });
        Optional<TableFaultException> fault = refusal;
        refusal = Optional.empty();
        fault.ifPresent(thrown -> {
            throw thrown;
        });
        batches.add(changes.stream().map(RowChange::eventId).toList());
        List<RowChange.OfRow> accepted = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        for (RowChange change : changes) {
            if (refused.contains(change.eventId())) {
                rejections.add(new Rejection(change, "refused"));
            } else {
                accepted.add((RowChange.OfRow) change);
            }
        }
        return new BatchResult(
                accepted, accepted.size(), 0, rejections, List.of(), Set.of(), SERVER, Duration.ZERO, Duration.ZERO);
    }
}
