package io.millrace.manticore.pipeline;

import io.millrace.manticore.stream.ConsumerSession;
import io.millrace.manticore.stream.DeliveredEvent;
import java.util.ArrayList;
import java.util.List;

/** Events that are collected to be written together. Times are those of {@link System#nanoTime}. */
final class BatchCollector {
    private final PipelineSettings.BatchLimits limits;
    private List<DeliveredEvent> deliveries = new ArrayList<>();
    private long bytes;
    private long ready;

    BatchCollector(PipelineSettings.BatchLimits limits) {
        this.limits = limits;
    }

    void fill(ConsumerSession session) {
        while (!isFull()) {
            DeliveredEvent delivery = session.next();
            if (delivery == null) {
                return;
            }
            if (deliveries.isEmpty()) {
                ready = System.nanoTime() + limits.linger().toNanos();
            }
            deliveries.add(delivery);
            bytes += delivery.data().length;
        }
    }

    List<DeliveredEvent> deliveries() {
        return deliveries;
    }

    boolean isReady(long now) {
        return isFull() || !deliveries.isEmpty() && ready - now <= 0;
    }

    long nanosUntilReady(long now) {
        return deliveries.isEmpty() ? Long.MAX_VALUE : isFull() ? 0 : ready - now;
    }

    List<DeliveredEvent> take() {
        List<DeliveredEvent> taken = deliveries;
        clear();
        return taken;
    }

    void clear() {
        deliveries = new ArrayList<>();
        bytes = 0;
    }

    private boolean isFull() {
        return deliveries.size() >= limits.events() || bytes >= limits.bytes();
    }
}
