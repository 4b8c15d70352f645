package io.millrace.bridge.publish;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the records that the stream has already. Within one life of a topic the offset decides; whether it is still the
 * same life is settled at the first record, by Kafka's timestamp of the record that the stream ends with.
 */
public final class ReplayGuard {
    private @Nullable Position end;
    private boolean sameTopic;

    /** What to do with a record. */
    public enum Verdict {
        NEW,
        REPLAYED,
        /** The topic was created anew: it has to be read from its beginning. */
        RECREATED
    }

    /** @param end the last record of the topic partition in the stream */
    public ReplayGuard(Optional<Position> end) {
        this.end = end.orElse(null);
    }

    public Verdict judge(long offset, long timestamp) {
        Position known = end;
        if (known == null) {
            return Verdict.NEW;
        }
        if (offset > known.offset()) {
            end = null;
            return Verdict.NEW;
        }
        if (!sameTopic && !isSameTopic(known, offset, timestamp)) {
            end = null;
            return Verdict.RECREATED;
        }
        sameTopic = true;
        return Verdict.REPLAYED;
    }

    private static boolean isSameTopic(Position end, long offset, long timestamp) {
        return offset == end.offset() ? timestamp == end.timestamp() : timestamp <= end.timestamp();
    }
}
