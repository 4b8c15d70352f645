package io.millrace.manticore.pipeline;

import io.millrace.manticore.stream.ConsumerSession;
import io.millrace.manticore.stream.Delivery;
import java.util.ArrayList;
import java.util.List;

/** Events that are collected to be written together. Times are those of {@link System#nanoTime}. */
final class Batch {
    private final PipelineSettings.BatchLimits limits;
    private List<Delivery> deliveries = new ArrayList<>();
    private long bytes;
    private long ready;

    Batch(PipelineSettings.BatchLimits limits) {
        this.limits = limits;
    }

    void fill(ConsumerSession session) {
        while (!isFull()) {
            Delivery delivery = session.next();
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

    List<Delivery> deliveries() {
        return deliveries;
    }

    boolean isReady(long now) {
        return isFull() || !deliveries.isEmpty() && ready - now <= 0;
    }

    long nanosUntilReady(long now) {
        return deliveries.isEmpty() ? Long.MAX_VALUE : isFull() ? 0 : ready - now;
    }

    List<Delivery> take() {
        List<Delivery> taken = deliveries;
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
