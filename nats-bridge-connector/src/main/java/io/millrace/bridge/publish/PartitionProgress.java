package io.millrace.bridge.publish;

/**
 * How far a topic partition has come, in Kafka's offsets. A record is passed once it is certainly in the stream or was
 * left out on purpose; the offset committed to Kafka is the end of the gapless run of passed records.
 */
public final class PartitionProgress {
    private static final long NONE = -1;

    private long last = NONE;
    private long next = NONE;
    private int inFlight;
    private long furthestSent = NONE;
    private long furthestReported = NONE;

    /** Whether any offset is known yet. */
    public boolean isStarted() {
        return next != NONE;
    }

    /** The offset to continue from if everything in flight is lost. */
    public long next() {
        return next;
    }

    /** The last record that was sent, passed over, or before which the task continues. */
    public long last() {
        return last;
    }

    public boolean isIdle() {
        return inFlight == 0;
    }

    /** A record has arrived. */
    public void arrived(long offset) {
        if (!isStarted()) {
            startAt(offset);
        }
    }

    /** A record is in the stream already, or was left out on purpose. */
    public void passed(long offset) {
        arrived(offset);
        last = offset;
        if (inFlight == 0) {
            next = offset + 1;
        }
    }

    /** Whether a record was sent before, on a session that broke. */
    public boolean wasSent(long offset) {
        return offset <= furthestSent;
    }

    /** Whether this is the first time that a record has turned out to be bad. */
    public boolean reportsFirst(long offset) {
        boolean first = offset > furthestReported;
        furthestReported = Math.max(furthestReported, offset);
        return first;
    }

    /** Treats everything in flight as lost. */
    public void rewind() {
        if (isStarted()) {
            startAt(next);
        }
    }

    void startAt(long offset) {
        inFlight = 0;
        next = offset;
        last = offset - 1;
    }

    /** The offsets start again at 0, and belong to other records from now on. */
    void startOver() {
        furthestSent = NONE;
        furthestReported = NONE;
        startAt(0);
    }

    void sent(long offset) {
        arrived(offset);
        last = offset;
        furthestSent = Math.max(furthestSent, offset);
        inFlight++;
    }

    /** The oldest record in flight is in the stream. */
    void acknowledged(long offset) {
        inFlight--;
        next = inFlight == 0 ? last + 1 : offset + 1;
    }
}
