package io.millrace.bridge.publish;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the records that the stream already has. As long as a topic is the same, the offset decides. Whether it is
 * the same is settled at the first record, by Kafka's timestamp of the record that the stream ends with; if that record
 * is gone (compacted, expired, or a re-created topic has a transaction marker at its offset), by the first record that
 * the topic holds.
 */
public final class ReplayGuard {
    private @Nullable RecordPosition end;
    private boolean sameTopic;
    private boolean lookedBack;

    /** What to do with a record. */
    public enum ReplayVerdict {
        NEW,
        /** New, and Kafka deleted records between the last one in the stream and this one. */
        NEW_AFTER_DELETION,
        REPLAYED,
        /** The topic was re-created: read it from its beginning. */
        RECREATED,
        /** The record that the stream ends with is not there: look at the topic's first one. */
        UNPLACED,
        /** The topic's first record shows that it is the same topic: continue after the stream's last record. */
        PLACED
    }

    /** @param end the last record of the topic partition in the stream */
    public ReplayGuard(Optional<RecordPosition> end) {
        this.end = end.orElse(null);
    }

    public ReplayVerdict judge(long offset, long timestamp) {
        RecordPosition known = end;
        if (known == null) {
            return ReplayVerdict.NEW;
        }
        if (offset > known.offset()) {
            return judgeBehind(known, offset);
        }
        if (!sameTopic && !isSameTopic(known, offset, timestamp)) {
            end = null;
            return ReplayVerdict.RECREATED;
        }
        ReplayVerdict verdict = lookedBack && !sameTopic ? ReplayVerdict.PLACED : ReplayVerdict.REPLAYED;
        sameTopic = true;
        return verdict;
    }

    /** Whether it is settled what the stream has, so that the next record is a new one. */
    boolean isDecided() {
        return end == null;
    }

    /** The topic's first record shows where Kafka's log starts. An offset before it may be a transaction's marker. */
    private ReplayVerdict judgeBehind(RecordPosition known, long offset) {
        if (sameTopic || lookedBack) {
            end = null;
            return sameTopic || offset == known.offset() + 1 ? ReplayVerdict.NEW : ReplayVerdict.NEW_AFTER_DELETION;
        }
        lookedBack = true;
        return ReplayVerdict.UNPLACED;
    }

    private static boolean isSameTopic(RecordPosition end, long offset, long timestamp) {
        return offset == end.offset() ? timestamp == end.timestamp() : timestamp <= end.timestamp();
    }
}
