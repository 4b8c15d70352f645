package io.millrace.cassandra;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** The threads that read ranges, each one range at a time. */
final class RangeReaderPool {
    private final Queue<RangeReader> tasks;
    private final int parallelism;
    private final SnapshotContext context;

    RangeReaderPool(List<RangeReader> tasks, int parallelism, SnapshotContext context) {
        this.tasks = new ArrayDeque<>(tasks);
        this.parallelism = parallelism;
        this.context = context;
    }

    /** Returns when all is read, or what was begun is ended after the job was told to stop. */
    void run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < parallelism; i++) {
            Thread thread = new Thread(this::read, "read-ranges-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void read() {
        try {
            RangeReader task = take();
            while (task != null && !context.stop().isGiven()) {
                task.run();
                task = take();
            }
        } catch (Exception | Error e) {
            context.stop().fail(e);
        }
    }

    private synchronized @org.jspecify.annotations.Nullable RangeReader take() {
        return tasks.poll();
    }
}
