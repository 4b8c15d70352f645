package io.millrace.bridge.publish;

import org.apache.kafka.common.TopicPartition;

/**
 * How far one topic partition has come. A record is passed once it is in the stream for certain or was left out on
 * purpose; what is committed to Kafka is the end of the gapless run of passed records.
 */
public final class Lane {
    private static final long NONE = -1;

    private final TopicPartition topicPartition;
    private long last = NONE;
    private long next = NONE;
    private int inFlight;

    public Lane(TopicPartition topicPartition) {
        this.topicPartition = topicPartition;
    }

    public TopicPartition topicPartition() {
        return topicPartition;
    }

    /** Whether this lane knows any offset yet. */
    public boolean isStarted() {
        return next != NONE;
    }

    /** The offset to go on from when everything in flight is taken for lost. */
    public long next() {
        return next;
    }

    public boolean isIdle() {
        return inFlight == 0;
    }

    /** A record has arrived that is not taken yet. */
    public void arrived(long offset) {
        if (!isStarted()) {
            next = offset;
        }
    }

    /** A record was left out on purpose. */
    public void passed(long offset) {
        arrived(offset);
        last = offset;
        if (inFlight == 0) {
            next = offset + 1;
        }
    }

    void sent(long offset) {
        arrived(offset);
        last = offset;
        inFlight++;
    }

    /** The oldest record in flight is in the stream. */
    void acknowledged(long offset) {
        inFlight--;
        next = inFlight == 0 ? last + 1 : offset + 1;
    }

    /** Takes everything in flight for lost. */
    public void rewind() {
        if (isStarted()) {
            startAt(next);
        }
    }

    /** Goes on from this offset, with nothing in flight. */
    public void startAt(long offset) {
        inFlight = 0;
        next = offset;
        last = offset - 1;
    }
}
