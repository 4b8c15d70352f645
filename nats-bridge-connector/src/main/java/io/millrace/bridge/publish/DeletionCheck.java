package io.millrace.bridge.publish;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Notices that Kafka deletes records of a topic partition before the task has read them. The consumer then continues at
 * the first record that is left, which looks like a gap of transaction markers or of an aborted transaction. Kafka
 * deletes from the beginning only, so the topic's first record tells them apart: it is no later than the last one before
 * the gap, unless records were deleted.
 */
public final class DeletionCheck {
    /** A transaction's end takes one offset, after every commit of the source. */
    private static final int MARKER = 1;
    /** Transformations that drop records leave gaps everywhere. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private OptionalLong lastBeforeGap = OptionalLong.empty();
    private OptionalLong readOnAt = OptionalLong.empty();
    private OptionalLong explained = OptionalLong.empty();
    private OptionalLong lastLookNanos = OptionalLong.empty();

    /**
     * Whether the topic's first record has to be read before this one is handled.
     *
     * @param last the record before it
     */
    public boolean isDue(long last, long offset, long nowNanos) {
        boolean gap = offset > last + 1 + MARKER && !explained.equals(OptionalLong.of(offset));
        if (gap && lastBeforeGap.isEmpty()) {
            lastBeforeGap = OptionalLong.of(last);
        }
        if (lastBeforeGap.isEmpty()
                || lastLookNanos.isPresent() && nowNanos - lastLookNanos.getAsLong() < PAUSE_NANOS) {
            return false;
        }
        lastLookNanos = OptionalLong.of(nowNanos);
        readOnAt = OptionalLong.of(offset);
        return true;
    }

    /** Where to continue, if the topic's first record is being read. */
    public OptionalLong readOnAt() {
        return readOnAt;
    }

    /** The first offset that Kafka has deleted unread, if the topic now begins with this record. */
    public OptionalLong deletedFrom(long first) {
        OptionalLong deleted = lastBeforeGap.isPresent() && first > lastBeforeGap.getAsLong() + 1
                ? OptionalLong.of(lastBeforeGap.getAsLong() + 1)
                : OptionalLong.empty();
        readOnAt.ifPresent(this::explain);
        return deleted;
    }

    /** What is missing before this record is known. */
    public void explain(long offset) {
        reset();
        explained = OptionalLong.of(offset);
    }

    /** The task continues elsewhere. */
    void reset() {
        lastBeforeGap = OptionalLong.empty();
        readOnAt = OptionalLong.empty();
        explained = OptionalLong.empty();
    }
}
