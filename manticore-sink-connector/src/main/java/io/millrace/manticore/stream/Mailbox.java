package io.millrace.manticore.stream;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The one queue that a task's thread waits on: deliveries of NATS and the results of writes, each as something to run.
 * Any thread may add; only the task's thread runs.
 */
public final class Mailbox {
    private final Queue<Runnable> items = new ConcurrentLinkedQueue<>();
    private final Semaphore wakeUps = new Semaphore(0);

    /** Adds an item without waking the task's thread for it. */
    void add(Runnable item) {
        items.add(item);
    }

    /** Adds an item and wakes the task's thread. */
    public void addAndWake(Runnable item) {
        items.add(item);
        wake();
    }

    void wake() {
        wakeUps.release();
    }

    /** Runs everything that was added, after waiting to be woken, or for the given time at most. */
    public void runAfter(Duration longestWait) throws InterruptedException {
        if (wakeUps.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
            wakeUps.drainPermits();
        }
        for (Runnable item = items.poll(); item != null; item = items.poll()) {
            item.run();
        }
    }
}
