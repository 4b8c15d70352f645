package io.millrace.manticore.pipeline;

import io.millrace.manticore.stream.DeliveredEvent;

/** What a pipeline hands out. */
public sealed interface Output {
    int partition();

    /** The last event that it is about, as a sequence of the stream. */
    long sequence();

    /** An event that could not be applied. It is not acknowledged before {@link SinkPipeline#confirm}. */
    record DeadLetter(int partition, DeliveredEvent delivery, String reason) implements Output {
        @Override
        public long sequence() {
            return delivery.streamSequence();
        }
    }

    /** Events of a partition up to a sequence were applied and acknowledged. */
    record Receipt(int partition, long sequence, int events) implements Output {}
}
