package io.millrace.manticore.pipeline;

import java.util.concurrent.TimeUnit;

/** Spreads the writing of documents over time. For use by several threads. */
final class Throttle {
    private static final double NANOS = 1e9;

    private final double nanosPerDocument;
    private long free;

    /**
     * @param documentsPerSecond 0 for no limit
     * @param now of {@link System#nanoTime}
     */
    Throttle(long documentsPerSecond, long now) {
        this.nanosPerDocument = documentsPerSecond == 0 ? 0 : NANOS / documentsPerSecond;
        this.free = now;
    }

    /** Returns when these may be written. */
    void await(int documents) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(reserve(documents, System.nanoTime()));
    }

    /** How long the documents have to wait for those before them. */
    synchronized long reserve(int documents, long now) {
        long start = free - now > 0 ? free : now;
        free = start + (long) (documents * nanosPerDocument);
        return start - now;
    }
}
