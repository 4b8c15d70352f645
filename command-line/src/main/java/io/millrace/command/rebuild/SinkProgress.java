package io.millrace.command.rebuild;

import io.millrace.manticore.rebuild.RebuildException;
import io.millrace.state.StreamStatus;
import io.nats.client.api.ConsumerInfo;
import java.time.Duration;

/** How far the sink has read the stream. */
final class SinkProgress {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final StreamStatus stream;
    private final String sink;
    private final Duration timeout;

    SinkProgress(StreamStatus stream, String sink, Duration timeout) {
        this.stream = stream;
        this.sink = sink;
        this.timeout = timeout;
    }

    /** Returns when everything that is in the stream now is acknowledged. */
    void await() throws InterruptedException {
        long last = stream.lastSequence();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!stream.consumers(sink).stream().allMatch(consumer -> hasRead(consumer, last))) {
            if (System.nanoTime() - deadline > 0) {
                throw new RebuildException(sink + " has not read the stream up to sequence " + last + " in "
                        + timeout.toMinutes() + " minutes; run this again to keep waiting");
            }
            Thread.sleep(INTERVAL.toMillis());
        }
    }

    private static boolean hasRead(ConsumerInfo consumer, long sequence) {
        return StreamStatus.pending(consumer) == 0 || consumer.getAckFloor().getStreamSequence() >= sequence;
    }
}
