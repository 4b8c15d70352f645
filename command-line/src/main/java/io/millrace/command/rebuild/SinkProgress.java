package io.millrace.command.rebuild;

import io.millrace.state.Poller;
import io.millrace.state.StreamStatus;
import io.nats.client.api.ConsumerInfo;

/** How far the sink has read the stream. */
final class SinkProgress {
    private final StreamStatus stream;
    private final String sink;
    private final Poller poller;

    SinkProgress(StreamStatus stream, String sink, Poller poller) {
        this.stream = stream;
        this.sink = sink;
        this.poller = poller;
    }

    /** Returns when everything that is in the stream now is acknowledged. */
    void await() throws Exception {
        long last = stream.lastSequence();
        poller.until(
                sink + " has read the stream up to sequence " + last,
                () -> stream.consumers(sink).stream().allMatch(consumer -> hasRead(consumer, last)));
    }

    private static boolean hasRead(ConsumerInfo consumer, long sequence) {
        return StreamStatus.pending(consumer) == 0 || consumer.getAckFloor().getStreamSequence() >= sequence;
    }
}
