package io.millrace.manticore.pipeline;

import io.millrace.manticore.stream.DeliveredEvent;
import io.millrace.manticore.stream.PartitionReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects events to be written together. Events wait for others only for so long after the last batch: a change that comes
 * alone is written at once, and of those that keep coming one write takes what came since the one before. Times are those
 * of {@link System#nanoTime}.
 */
final class BatchCollector {
    private final PipelineSettings.BatchLimits limits;
    private List<DeliveredEvent> events = new ArrayList<>();
    private long bytes;
    private long size;
    private long ready = System.nanoTime();

    BatchCollector(PipelineSettings.BatchLimits limits) {
        this.limits = limits;
    }

    void fill(PartitionReader reader) {
        while (!isFull()) {
            DeliveredEvent event = reader.next();
            if (event == null) {
                return;
            }
            events.add(event);
            bytes += event.data().length;
            size += event.size();
        }
    }

    List<DeliveredEvent> events() {
        return events;
    }

    /** How much memory they take. */
    long size() {
        return size;
    }

    boolean isReady(long now) {
        return isFull() || !events.isEmpty() && ready - now <= 0;
    }

    long nanosUntilReady(long now) {
        return events.isEmpty() ? Long.MAX_VALUE : isFull() ? 0 : ready - now;
    }

    /** How many more events change anything: the first makes a batch, the last fills it. */
    int room() {
        return events.isEmpty() ? 1 : limits.events() - events.size();
    }

    List<DeliveredEvent> take() {
        List<DeliveredEvent> taken = events;
        clear();
        ready = System.nanoTime() + limits.linger().toNanos();
        return taken;
    }

    void clear() {
        events = new ArrayList<>();
        bytes = 0;
        size = 0;
    }

    private boolean isFull() {
        return events.size() >= limits.events() || bytes >= limits.bytes();
    }
}
