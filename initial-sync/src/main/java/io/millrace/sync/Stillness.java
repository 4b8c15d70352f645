package io.millrace.sync;

import java.time.Duration;

/** Whether nothing is pending and nothing new has come for a while. */
final class Stillness {
    private final Duration length;
    private long sequence = -1;
    private long sinceNanos;

    Stillness(Duration length) {
        this.length = length;
    }

    boolean since(long pending, long lastSequence) {
        if (pending != 0 || lastSequence != sequence) {
            sequence = lastSequence;
            sinceNanos = System.nanoTime();
            return false;
        }
        return System.nanoTime() - sinceNanos > length.toNanos();
    }
}
