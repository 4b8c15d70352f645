package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.Backpressure;
import io.millrace.manticore.index.VersionedIndex;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Writes the batches of one partition in order, on a thread of its own, so that the next batch is read and mapped while
 * Manticore works. After a failure everything else that was handed in is dropped, until {@link #reset}: written after a
 * gap, it would be acknowledged together with what is missing.
 */
final class WriterThread implements AutoCloseable {
    private static final long END_MS = 2_000;

    private final VersionedIndex index;
    private final Throttle throttle;
    private final Backpressure backpressure;
    private final BlockingQueue<MappedBatch> waiting = new ArrayBlockingQueue<>(1);
    private final Queue<MappedBatch.Result> results = new ConcurrentLinkedQueue<>();
    /** Handed in and neither finished nor dropped. */
    private final AtomicInteger unfinished = new AtomicInteger();

    private final Thread thread;
    private volatile boolean failed;

    WriterThread(VersionedIndex index, Throttle throttle, Backpressure backpressure, String name) {
        this.index = index;
        this.throttle = throttle;
        this.backpressure = backpressure;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the next batch can be handed in. */
    boolean takesMore() {
        return waiting.isEmpty();
    }

    /** Hands in the next batch; only after {@link #takesMore}. */
    void write(MappedBatch work) {
        unfinished.incrementAndGet();
        waiting.add(work);
    }

    /** The result of the oldest batch without one; empty when there is none yet. */
    Optional<MappedBatch.Result> nextResult() {
        return Optional.ofNullable(results.poll());
    }

    boolean isIdle() {
        return unfinished.get() == 0;
    }

    /** Drops what is waiting; what is being written is finished, and its result dropped by {@link #reset}. */
    void discard() {
        failed = true;
    }

    /** Starts afresh; only while idle. */
    void reset() {
        results.clear();
        failed = false;
    }

    private void run() {
        try {
            while (true) {
                MappedBatch work = waiting.take();
                if (!failed) {
                    results.add(result(work));
                }
                unfinished.decrementAndGet();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private MappedBatch.Result result(MappedBatch work) throws InterruptedException {
        try {
            throttle.await(work.changes().size());
            backpressure.await(work.changes().stream().map(RowChange::table).collect(Collectors.toSet()));
            return new MappedBatch.Written(work, index.apply(work.changes()));
        } catch (RuntimeException e) {
            failed = true;
            return new MappedBatch.Failed(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(END_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
