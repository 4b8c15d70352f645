package io.millrace.status;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.utils.Sanitizer;

/**
 * Tells which tasks have failed on this worker, by its metrics, for so long that Connect would have recorded it. It does not
 * where a frozen worker takes its tasks back as they were, because the worker that replaced it has ended: the status is still
 * the other worker's, which is newer. For one thread.
 */
final class UnrecordedFailures implements Predicate<RestartTarget> {
    /** A worker that was replaced gives up what failed for that reason within a rebalance. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MBeanServer beans;
    private final LongSupplier clock;
    private final Map<RestartTarget, Long> failedSince = new HashMap<>();

    /** @param clock like {@link System#nanoTime} */
    UnrecordedFailures(MBeanServer beans, LongSupplier clock) {
        this.beans = beans;
        this.clock = clock;
    }

    /** To be asked again and again about each task whose status says that it runs, here or on another worker. */
    @Override
    public boolean test(RestartTarget target) {
        if (target.task().isEmpty() || !hasFailedHere(target)) {
            failedSince.remove(target);
            return false;
        }
        long now = clock.getAsLong();
        return now - failedSince.computeIfAbsent(target, any -> now) >= PATIENCE.toNanos();
    }

    /** A failed task keeps its metrics until it is stopped. */
    private boolean hasFailedHere(RestartTarget target) {
        try {
            return "failed"
                    .equals(beans.getAttribute(
                            new ObjectName("kafka.connect:type=connector-task-metrics,connector="
                                    + Sanitizer.jmxSanitize(target.connector()) + ",task="
                                    + target.task().getAsInt()),
                            "status"));
        } catch (JMException e) {
            // It is not on this worker.
            return false;
        }
    }
}
