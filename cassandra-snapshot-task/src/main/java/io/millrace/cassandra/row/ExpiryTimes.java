package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Finds out when a row expires: with the last of its cells, if each of them has a time to live. That of the row itself,
 * which an INSERT sets, cannot be read; usually it is the same. Thread-safe.
 */
final class ExpiryTimes {
    private static final int NO_CELL = -1;
    private static final int NO_TTL = -2;
    private static final long MS_PER_S = 1_000;
    private static final long US_PER_S = 1_000_000;

    private final List<ColumnMetadata> values;
    private final int firstValue;
    private final int[] indexes;
    private final int serverTime;

    ExpiryTimes(SnapshotQuery query) {
        values = query.values();
        firstValue = query.keys().size();
        indexes = query.timeToLiveIndexes();
        serverTime = query.serverTimeIndex();
    }

    /** In microseconds since 1970, to the second; 0 for a row that does not expire, or of which that cannot be known. */
    long expires(SelectedRow row) {
        int longest = NO_CELL;
        for (int i = 0; i < indexes.length; i++) {
            ByteBuffer value = values.get(i).isStatic() ? null : row.bytes(firstValue + i);
            if (value != null) {
                ByteBuffer ttl = indexes[i] < 0 ? null : row.bytes(indexes[i]);
                int seconds = ttl == null ? NO_TTL : seconds(values.get(i), value, ttl);
                if (seconds == NO_TTL) {
                    return 0;
                }
                longest = Math.max(longest, seconds);
            }
        }
        return longest == NO_CELL ? 0 : (serverSeconds(row) + longest) * US_PER_S;
    }

    /** Not this machine's time: the page may have waited here. */
    private long serverSeconds(SelectedRow row) {
        return Math.floorDiv(row.number(serverTime), MS_PER_S);
    }

    private static int seconds(ColumnMetadata column, ByteBuffer value, ByteBuffer ttl) {
        if (!SnapshotQuery.hasManyCells(column.getType())) {
            return ttl.getInt();
        }
        boolean fields = column.getType() instanceof UserDefinedType;
        int longest = NO_CELL;
        for (int cells = ttl.getInt(); cells > 0; cells--) {
            int seconds = ttl.getInt() < 0 ? NO_TTL : ttl.getInt();
            // A field without a value has no cell.
            if (!fields || hasValue(value)) {
                if (seconds == NO_TTL) {
                    return NO_TTL;
                }
                longest = Math.max(longest, seconds);
            }
        }
        return longest;
    }

    /** Whether the next field of a user-defined type is not NULL; skips it. */
    private static boolean hasValue(ByteBuffer fields) {
        int length = fields.remaining() < Integer.BYTES ? -1 : fields.getInt();
        fields.position(fields.position() + Math.max(0, length));
        return length >= 0;
    }
}
