package io.millrace.pace;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Limits the messages that are published but not acknowledged, by number and by bytes. Thread-safe. */
public final class InFlightLimit {
    private final int maxBytes;
    private final Semaphore count;
    private final Semaphore bytes;

    public InFlightLimit(int maxCount, int maxBytes) {
        this.maxBytes = maxBytes;
        count = new Semaphore(maxCount);
        bytes = new Semaphore(maxBytes);
    }

    /** Waits until one more message of this size fits within the limit; returns false after the timeout. */
    public boolean tryAcquire(int size, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!count.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        boolean acquired = false;
        try {
            acquired = bytes.tryAcquire(permits(size), deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return acquired;
        } finally {
            if (!acquired) {
                count.release();
            }
        }
    }

    /** Records that a message of this size was acknowledged or given up. */
    public void release(int size) {
        bytes.release(permits(size));
        count.release();
    }

    /** A message larger than the whole limit is sent alone; otherwise it could never be sent. */
    private int permits(int size) {
        return Math.min(size, maxBytes);
    }
}
