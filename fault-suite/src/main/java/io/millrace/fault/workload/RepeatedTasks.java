package io.millrace.fault.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does something again and again, each task on a thread of its own, until it is told to end. */
final class RepeatedTasks implements AutoCloseable {
    private final String name;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> tasks = new ArrayList<>();
    private volatile boolean ended;

    /** @param name of them all, for the message about one that fails */
    RepeatedTasks(String name) {
        this.name = name;
    }

    void add(Callable<?> task) {
        tasks.add(threads.submit(() -> {
            while (!ended) {
                task.call();
            }
            return null;
        }));
    }

    boolean isEnded() {
        return ended;
    }

    /** Lets each task be done once more; fails if one did. */
    void end() throws InterruptedException {
        ended = true;
        for (Future<?> task : tasks) {
            try {
                task.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("The " + name + " failed", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        threads.shutdownNow();
    }
}
