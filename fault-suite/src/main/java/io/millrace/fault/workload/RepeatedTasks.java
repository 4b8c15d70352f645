package io.millrace.fault.workload;

import io.millrace.fault.pipeline.TestedPipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

    /** Lets each task be done once more; fails if one did, or does not end in time. */
    void end() throws InterruptedException {
        end(TestedPipeline.PATIENCE);
    }

    void end(Duration patience) throws InterruptedException {
        ended = true;
        for (Future<?> task : tasks) {
            try {
                task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException("The " + name + " failed: " + e.getCause(), e.getCause());
            } catch (TimeoutException e) {
                throw new IllegalStateException(
                        "The " + name + " did not end within " + patience.toSeconds() + " s", e);
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        threads.shutdownNow();
    }
}
