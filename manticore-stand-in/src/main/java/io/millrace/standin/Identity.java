package io.millrace.standin;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which server it is, as clients can tell it from one that was started since.
 *
 * @param pid another one for each start, also of several within one process
 * @param started as {@link System#nanoTime} has it
 */
record Identity(long pid, long started) {
    private static final AtomicLong STARTS =
            new AtomicLong(ProcessHandle.current().pid() * 1_000);

    static Identity next() {
        return new Identity(STARTS.incrementAndGet(), System.nanoTime());
    }

    Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
