package io.millrace.manticore.pipeline;

import io.millrace.manticore.stream.DeliveredEvent;

/** What a pipeline hands out. */
public sealed interface Output {
    int partition();

    /** The stream sequence of the last event that it is about. */
    long sequence();

    /** An event that could not be applied. It is not acknowledged before {@link SinkPipeline#confirm}. */
    record DeadLetter(int partition, DeliveredEvent event, String reason) implements Output {
        @Override
        public long sequence() {
            return event.streamSequence();
        }
    }

    /** Events of a partition up to a sequence were applied and acknowledged. */
    record Receipt(int partition, long sequence, int events) implements Output {}
}
