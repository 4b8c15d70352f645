package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link SnapshotQuery} has selected of one row: the elements of a tuple, in the native protocol. */
final class SelectedRow {
    private final ByteBuffer tuple;
    private final int[] positions;

    /** @param size how many of the elements are needed */
    SelectedRow(Row row, int size) {
        tuple = Objects.requireNonNull(row.getBytesUnsafe(0), "The row has no tuple");
        positions = new int[size];
        int position = tuple.position();
        for (int i = 0; i < size; i++) {
            positions[i] = position;
            position += Integer.BYTES + Math.max(0, tuple.getInt(position));
        }
    }

    boolean isNull(int index) {
        return tuple.getInt(positions[index]) < 0;
    }

    /** An element, which the caller may read; null for NULL. */
    @Nullable
    ByteBuffer bytes(int index) {
        int length = tuple.getInt(positions[index]);
        return length < 0 ? null : tuple.slice(positions[index] + Integer.BYTES, length);
    }

    /** An element of 64 bits, which is not NULL. */
    long number(int index) {
        return tuple.getLong(positions[index] + Integer.BYTES);
    }
}
