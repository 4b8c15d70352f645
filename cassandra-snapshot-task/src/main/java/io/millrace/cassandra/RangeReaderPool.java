package io.millrace.cassandra;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Threads that read token ranges, each one range at a time. */
final class RangeReaderPool {
    private final Queue<RangeReader> waiting;
    private final int parallelism;
    private final StopSignal stop;

    RangeReaderPool(List<RangeReader> readers, int parallelism, StopSignal stop) {
        waiting = new ArrayDeque<>(readers);
        this.parallelism = parallelism;
        this.stop = stop;
    }

    /** Returns when all ranges are read, or, after the stop signal, when the ranges in progress have ended. */
    void run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < parallelism; i++) {
            Thread thread = new Thread(this::readRanges, "read-ranges-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void readRanges() {
        try {
            RangeReader reader = next();
            while (reader != null && !stop.isGiven()) {
                reader.run();
                reader = next();
            }
        } catch (Exception | Error e) {
            stop.fail(e);
        }
    }

    private synchronized @Nullable RangeReader next() {
        return waiting.poll();
    }
}
