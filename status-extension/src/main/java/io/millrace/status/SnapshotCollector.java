package io.millrace.status;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads something slow on one thread, while somebody asks for it. However many ask, it is read once at a time, and none of
 * them waits longer than a given time: then he gets what was read last. While nobody asks there is no thread.
 */
final class SnapshotCollector<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCollector.class);
    /** More requests at a time get what was read last at once, so that they never use up the worker's threads. */
    private static final int MOST_WAITING = 16;

    /**
     * How often it reads.
     *
     * @param fresh how old an answer may be
     * @param patience how long a request waits
     * @param idle after which time without requests the thread ends
     */
    record CollectingPace(Duration fresh, Duration patience, Duration idle) {
        static final CollectingPace DEFAULT =
                new CollectingPace(Duration.ofSeconds(1), Duration.ofMillis(4600), Duration.ofMinutes(1));
    }

    private final Callable<T> reading;
    private final Runnable idle;
    private final CollectingPace pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<T> latest = Optional.empty();
    private Optional<Thread> thread = Optional.empty();
    private long takenNanos;
    private long taken;
    private int waiting;
    private boolean wanted;
    private boolean busy;
    private boolean closed;

    /** @param idle called after the last reading, before the thread ends */
    SnapshotCollector(Callable<T> reading, Runnable idle, CollectingPace pace) {
        this.reading = reading;
        this.idle = idle;
        this.pace = pace;
    }

    /** What was read last; empty while the first reading lasts. */
    Optional<T> ask() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (closed || isFresh()) {
                return latest;
            }
            // Who asks while it is being read gets that.
            wanted = !busy;
            changed.signalAll();
            if (thread.isEmpty()) {
                start();
            }
            return waiting < MOST_WAITING ? await() : latest;
        } finally {
            lock.unlock();
        }
    }

    private Optional<T> await() throws InterruptedException {
        long before = taken;
        long left = pace.patience().toNanos();
        waiting++;
        try {
            while (taken == before && left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            waiting--;
        }
        return latest;
    }

    private boolean isFresh() {
        return latest.isPresent()
                && System.nanoTime() - takenNanos < pace.fresh().toNanos();
    }

    private void start() {
        Thread started = new Thread(this::collect, "millrace-status");
        started.setDaemon(true);
        started.start();
        thread = Optional.of(started);
    }

    private void collect() {
        try {
            while (isWanted()) {
                Optional<T> read = read();
                lock.lockInterruptibly();
                try {
                    latest = read.or(() -> latest);
                    takenNanos = System.nanoTime();
                    taken++;
                    busy = false;
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException closed) {
            idle.run();
        }
    }

    private Optional<T> read() throws InterruptedException {
        try {
            return Optional.of(reading.call());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | LinkageError e) {
            LOG.warn("Could not read the state of the pipeline", e);
            return Optional.empty();
        }
    }

    /** Waits for a request. */
    private boolean isWanted() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = pace.idle().toNanos();
            while (!wanted && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (closed || !wanted) {
                idle.run();
                thread = Optional.empty();
                return false;
            }
            wanted = false;
            busy = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread; who waits gets what was read last. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            thread.ifPresent(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }
}
