package io.millrace.status;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a watchdog look every few seconds, until it is closed. */
final class WatchdogThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchdogThread.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final ScheduledExecutorService executor;
    private final Watchdog watchdog;

    WatchdogThread(Watchdog watchdog) {
        this.watchdog = watchdog;
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "millrace-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private void look() {
        try {
            watchdog.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // A worker that is starting, stopping or rebalancing does not tell its tasks; the next look will.
            LOG.debug("Could not look for failed tasks", e);
        }
    }
}
