package io.millrace.state.snapshot;

import io.millrace.state.UnknownSettingException;
import io.millrace.state.snapshot.PipelineSnapshot.Outage;
import io.millrace.state.snapshot.PipelineSnapshot.Outage.Extent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads parts of a snapshot at the same time. A part that fails or takes too long becomes an outage. */
final class SnapshotParts implements AutoCloseable {
    private final Duration limit;
    private final Remedies remedies;
    private final List<Outage> outages = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "millrace-snapshot");
        thread.setDaemon(true);
        return thread;
    });

    SnapshotParts(Duration limit, Remedies remedies) {
        this.limit = limit;
        this.remedies = remedies;
    }

    /** A part that is being read. */
    final class SnapshotPart<T> {
        private final String server;
        private final String remedy;
        private final Future<T> answer;
        private final long deadline = System.nanoTime() + limit.toNanos();

        private SnapshotPart(String server, String remedy, Callable<T> reading) {
            this.server = server;
            this.remedy = remedy;
            answer = threads.submit(reading);
        }

        /** What was read; empty if the server did not answer. */
        Optional<T> get() throws InterruptedException {
            try {
                return Optional.of(answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                outages.add(
                        cause instanceof UnknownSettingException unknown
                                ? new Outage(
                                        server, unknown.problem(), remedies.unknownSetting(unknown), Extent.UNASKED)
                                : new Outage(server, message(cause), remedy, Extent.SERVER));
            } catch (TimeoutException e) {
                answer.cancel(true);
                outages.add(new Outage(server, "No answer within " + limit.toSeconds() + " s", remedy, Extent.SERVER));
            }
            return Optional.empty();
        }
    }

    private static String message(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    <T> SnapshotPart<T> read(String server, String remedy, Callable<T> reading) {
        return new SnapshotPart<>(server, remedy, reading);
    }

    /** Adds one of several addresses of a server, of which another one answered. */
    void addressAway(String server, String problem, String remedy) {
        outages.add(new Outage(server, problem, remedy, Extent.ADDRESS));
    }

    /** The servers that did not answer, each once. */
    List<Outage> outages() {
        return outages.stream().distinct().toList();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
