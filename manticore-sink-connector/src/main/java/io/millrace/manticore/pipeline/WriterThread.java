package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.BatchResult;
import io.millrace.manticore.index.TargetIndex;
import io.millrace.manticore.stream.Mailbox;
import io.millrace.pace.RateLimit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Writes the batches of one partition in order, on a thread of its own, so that the next batch is read and mapped while
 * Manticore works. After a failure the batches that follow are dropped until {@link #reset}: written after a gap, they
 * would be acknowledged together with what is missing. Its methods are for the task's thread, which is given the
 * results through the mailbox.
 */
final class WriterThread implements AutoCloseable {
    /** One that is being written, and the next one. */
    private static final int MAX_BATCHES = 2;

    private static final Duration JOIN = Duration.ofSeconds(2);

    private final TargetIndex index;
    private final RateLimit rate;
    private final Backpressure backpressure;
    private final Mailbox mailbox;
    private final Thread thread;
    private final BlockingQueue<MappedBatch> waiting = new LinkedBlockingQueue<>();
    private volatile boolean failed;

    // Only the task's thread uses these.
    private final Queue<MappedBatch> unfinished = new ArrayDeque<>();
    private final Queue<WriteResult> results = new ArrayDeque<>();
    private long size;
    private boolean discarding;

    WriterThread(TargetIndex index, RateLimit rate, Backpressure backpressure, Mailbox mailbox, String name) {
        this.index = index;
        this.rate = rate;
        this.backpressure = backpressure;
        this.mailbox = mailbox;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the next batch can be handed in. */
    boolean takesMore() {
        return unfinished.size() < MAX_BATCHES;
    }

    /** Hands in the next batch; only after {@link #takesMore}. */
    void write(MappedBatch batch) {
        unfinished.add(batch);
        size += batch.size();
        waiting.add(batch);
    }

    /** The batches that were handed in and have no result yet. */
    Collection<MappedBatch> unfinished() {
        return unfinished;
    }

    /** How much memory these take. */
    long size() {
        return size;
    }

    boolean isIdle() {
        return unfinished.isEmpty();
    }

    /** The next result, in the order of the batches; empty when there is none yet. */
    Optional<WriteResult> nextResult() {
        return Optional.ofNullable(results.poll());
    }

    /** Drops what is waiting. What is being written is finished, and its result ignored. */
    void discard() {
        failed = true;
        discarding = true;
        results.clear();
    }

    /** Writes again; only while idle. */
    void reset() {
        discarding = false;
        failed = false;
    }

    private void run() {
        try {
            while (true) {
                MappedBatch batch = waiting.take();
                WriteResult result = failed
                        ? new WriteResult.Dropped()
                        : write(batch, batch.changes().size());
                mailbox.addAndWake(() -> finished(result));
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

    private WriteResult write(MappedBatch batch, int changes) throws InterruptedException {
        try {
            TimeUnit.NANOSECONDS.sleep(rate.reserve(changes));
            backpressure.await(batch.changes().stream().map(RowChange::table).collect(Collectors.toSet()));
            BatchResult result = index.apply(batch.changes());
            return new WriteResult.Written(batch, result, batch.written(result));
        } catch (RuntimeException e) {
            failed = true;
            return new WriteResult.Failed(e);
        }
    }

    private void finished(WriteResult result) {
        size -= unfinished.remove().size();
        if (!discarding) {
            results.add(result);
        }
    }

    /** Ends the thread after the request that is under way. */
    void stop() {
        discard();
        thread.interrupt();
    }

    /** @param deadline as {@link System#nanoTime} has it */
    void await(long deadline) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        await(System.nanoTime() + JOIN.toNanos());
    }
}
