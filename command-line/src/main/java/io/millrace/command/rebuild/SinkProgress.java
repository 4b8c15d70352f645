package io.millrace.command.rebuild;

import io.millrace.state.Poller;
import io.millrace.state.StreamStatus;
import io.nats.client.api.ConsumerInfo;
import java.util.List;

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
                sink + " has read the stream up to sequence " + last, () -> haveRead(stream.consumers(sink), last));
    }

    /** A sink without a consumer has read nothing. */
    static boolean haveRead(List<ConsumerInfo> consumers, long sequence) {
        return sequence == 0
                || !consumers.isEmpty() && consumers.stream().allMatch(consumer -> hasRead(consumer, sequence));
    }

    private static boolean hasRead(ConsumerInfo consumer, long sequence) {
        return StreamStatus.pending(consumer) == 0 || consumer.getAckFloor().getStreamSequence() >= sequence;
    }
}
