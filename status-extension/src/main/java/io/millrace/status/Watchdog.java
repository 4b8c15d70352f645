package io.millrace.status;

import io.millrace.status.OwnedTasks.Owned;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts what has failed: at once, then after pauses that grow. They stay short while a server is away, and become long
 * where a restart does not help. For one thread.
 */
final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final Supplier<List<Owned>> tasks;
    private final Restarter restarter;
    private final WatchdogMetrics metrics;
    private final LongSupplier clock;
    private final Map<RestartTarget, Recovery> recoveries = new HashMap<>();

    /** @param clock like {@link System#nanoTime} */
    Watchdog(Supplier<List<Owned>> tasks, Restarter restarter, WatchdogMetrics metrics, LongSupplier clock) {
        this.tasks = tasks;
        this.restarter = restarter;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Looks at all tasks once, and restarts those whose turn it is. */
    void look() throws InterruptedException {
        List<Owned> owned = tasks.get();
        recoveries.keySet().retainAll(owned.stream().map(Owned::target).collect(Collectors.toSet()));
        for (Owned each : owned) {
            if (each.failure().isPresent()) {
                failed(each.target(), each.failure().get());
            } else {
                running(each.target());
            }
        }
        metrics.failed(
                owned.stream().filter(each -> each.failure().isPresent()).count(),
                recoveries.values().stream().filter(Recovery::isHopeless).count());
    }

    private void failed(RestartTarget target, Failure failure) throws InterruptedException {
        Recovery recovery = recoveries.computeIfAbsent(target, any -> new Recovery(clock));
        recovery.failed(failure).ifPresent(news -> LOG.warn("{}: {}", news.formatted(target), failure.reason()));
        if (!recovery.isDue()) {
            return;
        }
        try {
            restarter.restart(target);
            metrics.restarted();
            recovery.restarted(failure);
        } catch (IOException e) {
            // During a rebalance Connect refuses that, so the next look tries again.
            if (recovery.refused()) {
                LOG.warn(
                        "Could not restart {}, will retry; if this lasts, set {} to an address at which the worker's REST"
                                + " API takes requests from the worker itself: {}",
                        target,
                        StatusConfig.WATCHDOG_REST_URL,
                        String.valueOf(e.getMessage()));
            }
        }
    }

    private void running(RestartTarget target) {
        Recovery recovery = recoveries.get(target);
        if (recovery == null) {
            return;
        }
        if (recovery.runs()) {
            LOG.info("Restarted {} successfully; restarts that it took: {}", target, recovery.restarts());
        }
        if (recovery.isOver()) {
            recoveries.remove(target);
        }
    }
}
