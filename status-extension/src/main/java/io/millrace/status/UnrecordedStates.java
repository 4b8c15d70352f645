package io.millrace.status;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.utils.Sanitizer;
import org.apache.kafka.connect.health.AbstractState;

/**
 * Tells what runs on this worker, or has failed there, by the worker's metrics, while Connect's status of it has said something
 * else for so long that this is no delay. So it is where a frozen worker takes its tasks back as they were, because the worker
 * that replaced it has ended: the status stays the other worker's, which is newer. For one thread.
 */
final class UnrecordedStates implements BiPredicate<RestartTarget, AbstractState> {
    /** A worker that was replaced gives up what it ran within a rebalance. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What is still starting has the status that it had before. */
    private static final Set<String> STARTED = Set.of("RUNNING", "FAILED");

    private final String workerId;
    private final MBeanServer beans;
    private final LongSupplier clock;
    private final Map<RestartTarget, Long> since = new HashMap<>();

    /** @param clock like {@link System#nanoTime} */
    UnrecordedStates(String workerId, MBeanServer beans, LongSupplier clock) {
        this.workerId = workerId;
        this.beans = beans;
        this.clock = clock;
    }

    /** To be asked in each look. */
    @Override
    public boolean test(RestartTarget target, AbstractState recorded) {
        String here = stateHere(target);
        boolean agrees =
                recorded.workerId().equals(workerId) && recorded.state().equals(here);
        if (agrees || !STARTED.contains(here)) {
            since.remove(target);
            return false;
        }
        long now = clock.getAsLong();
        return now - since.computeIfAbsent(target, any -> now) >= PATIENCE.toNanos();
    }

    /** Empty for what is not on this worker; what has failed keeps its metrics until it is stopped. */
    private String stateHere(RestartTarget target) {
        String connector = ",connector=" + Sanitizer.jmxSanitize(target.connector());
        try {
            ObjectName name = new ObjectName(
                    target.task().isPresent()
                            ? "kafka.connect:type=connector-task-metrics" + connector + ",task="
                                    + target.task().getAsInt()
                            : "kafka.connect:type=connector-metrics" + connector);
            return String.valueOf(beans.getAttribute(name, "status")).toUpperCase(Locale.ROOT);
        } catch (JMException e) {
            return "";
        }
    }
}
