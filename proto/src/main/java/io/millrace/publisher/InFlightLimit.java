package io.millrace.publisher;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds what is on its way, in count and in bytes. */
final class InFlightLimit {
    private static final int MAX_COUNT = 4096;
    private static final int MAX_BYTES = 32 << 20;

    private final Semaphore count = new Semaphore(MAX_COUNT);
    private final Semaphore bytes = new Semaphore(MAX_BYTES);

    /** Takes room for one more, waiting for it if need be; false when there was none in time. */
    boolean take(int size, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        if (!count.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        if (!bytes.tryAcquire(share(size), deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            count.release();
            return false;
        }
        return true;
    }

    void free(int size) {
        bytes.release(share(size));
        count.release();
    }

    /** What is larger than all of the room has all of it, or it could never go. */
    private static int share(int size) {
        return Math.min(size, MAX_BYTES);
    }
}
