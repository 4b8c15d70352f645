package io.millrace.manticore.pipeline;

import io.millrace.manticore.stream.DeliveredEvent;
import io.millrace.manticore.stream.PartitionReader;
import java.util.ArrayList;
import java.util.List;

/** Collects events to be written together. Times are those of {@link System#nanoTime}. */
final class BatchCollector {
    private final PipelineSettings.BatchLimits limits;
    private List<DeliveredEvent> events = new ArrayList<>();
    private long bytes;
    private long size;
    private long ready;

    BatchCollector(PipelineSettings.BatchLimits limits) {
        this.limits = limits;
    }

    void fill(PartitionReader reader) {
        while (!isFull()) {
            DeliveredEvent event = reader.next();
            if (event == null) {
                return;
            }
            if (events.isEmpty()) {
                ready = System.nanoTime() + limits.linger().toNanos();
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

    /** How many more events change anything: the first starts the clock, the last fills the batch. */
    int room() {
        return events.isEmpty() ? 1 : limits.events() - events.size();
    }

    List<DeliveredEvent> take() {
        List<DeliveredEvent> taken = events;
        clear();
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
