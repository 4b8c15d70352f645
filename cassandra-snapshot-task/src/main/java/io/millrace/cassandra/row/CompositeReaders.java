package io.millrace.cassandra.row;

import com.datastax.oss.driver.internal.core.type.util.VIntCoding;
import io.millrace.event.FloatVector;
import io.millrace.event.ListValue;
import io.millrace.event.MapValue;
import io.millrace.event.Row;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The values that are made of other values, from their form in the native protocol from version 3 on. */
final class CompositeReaders {
    private CompositeReaders() {}

    /** list, set */
    static ValueReader list(ColumnReader element) {
        return (bytes, column) -> {
            ListValue.Builder list = ListValue.newBuilder();
            for (int left = bytes.getInt(); left > 0; left--) {
                list.addElements(element.read(next(bytes)));
            }
            column.setListValue(list);
        };
    }

    static ValueReader map(ColumnReader key, ColumnReader value) {
        return (bytes, column) -> {
            MapValue.Builder map = MapValue.newBuilder();
            for (int left = bytes.getInt(); left > 0; left--) {
                map.addEntriesBuilder().setKey(key.read(next(bytes))).setValue(value.read(next(bytes)));
            }
            column.setMapValue(map);
        };
    }

    /** tuple, user-defined type: one written before a field was added ends before that field, which is NULL then. */
    static ValueReader struct(List<ColumnReader> fields) {
        return (bytes, column) -> {
            Row.Builder struct = Row.newBuilder();
            for (ColumnReader field : fields) {
                struct.addColumns(field.read(bytes.hasRemaining() ? next(bytes) : null));
            }
            column.setStructValue(struct);
        };
    }

    static ValueReader floats(int dimensions) {
        return (bytes, column) -> {
            FloatVector.Builder vector = FloatVector.newBuilder();
            for (int i = 0; i < dimensions; i++) {
                vector.addValues(bytes.getFloat());
            }
            column.setVectorValue(vector);
        };
    }

    /** @param size of each element, empty when each has its own, which comes before it */
    static ValueReader vector(ColumnReader element, int dimensions, OptionalInt size) {
        return (bytes, column) -> {
            ListValue.Builder list = ListValue.newBuilder();
            for (int i = 0; i < dimensions; i++) {
                list.addElements(element.read(slice(bytes, size.isPresent() ? size.getAsInt() : length(bytes))));
            }
            column.setListValue(list);
        };
    }

    private static int length(ByteBuffer bytes) {
        int length = VIntCoding.getUnsignedVInt32(bytes, bytes.position());
        bytes.position(bytes.position() + VIntCoding.computeUnsignedVIntSize(length));
        return length;
    }

    private static @Nullable ByteBuffer next(ByteBuffer bytes) {
        int length = bytes.getInt();
        return length < 0 ? null : slice(bytes, length);
    }

    private static ByteBuffer slice(ByteBuffer bytes, int length) {
        ByteBuffer slice = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return slice;
    }
}
