package io.millrace.cassandra.row;

import com.datastax.oss.driver.internal.core.type.util.VIntCoding;
import io.millrace.event.Column;
import io.millrace.event.FloatVector;
import io.millrace.event.ListValue;
import io.millrace.event.MapValue;
import io.millrace.event.Row;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads collections, tuples, user-defined types and vectors from the native protocol, version 3 or later. */
final class CqlCompositeReaders {
    private CqlCompositeReaders() {}

    /** For list and set. */
    static CqlValueReader list(CqlColumnReader element) {
        return (bytes, out) -> {
            int start = out.begin(Column.LIST_VALUE_FIELD_NUMBER);
            for (int left = bytes.getInt(); left > 0; left--) {
                element.read(ListValue.ELEMENTS_FIELD_NUMBER, next(bytes), out);
            }
            out.end(start);
        };
    }

    static CqlValueReader map(CqlColumnReader key, CqlColumnReader value) {
        return (bytes, out) -> {
            int start = out.begin(Column.MAP_VALUE_FIELD_NUMBER);
            for (int left = bytes.getInt(); left > 0; left--) {
                int entry = out.begin(MapValue.ENTRIES_FIELD_NUMBER);
                key.read(MapValue.Entry.KEY_FIELD_NUMBER, next(bytes), out);
                value.read(MapValue.Entry.VALUE_FIELD_NUMBER, next(bytes), out);
                out.end(entry);
            }
            out.end(start);
        };
    }

    /** For tuple and user-defined type. A value written before a field was added ends before that field, which reads as NULL. */
    static CqlValueReader struct(List<CqlColumnReader> fields) {
        return (bytes, out) -> {
            int start = out.begin(Column.STRUCT_VALUE_FIELD_NUMBER);
            for (CqlColumnReader field : fields) {
                field.read(Row.COLUMNS_FIELD_NUMBER, bytes.hasRemaining() ? next(bytes) : null, out);
            }
            out.end(start);
        };
    }

    static CqlValueReader floats(int dimensions) {
        return (bytes, out) -> {
            int start = out.begin(Column.VECTOR_VALUE_FIELD_NUMBER);
            int values = out.begin(FloatVector.VALUES_FIELD_NUMBER);
            for (int i = 0; i < dimensions; i++) {
                out.fixed32(bytes.getInt());
            }
            out.end(values);
            out.end(start);
        };
    }

    /** @param size the fixed size of an element in bytes; empty when each element is preceded by its own size */
    static CqlValueReader vector(CqlColumnReader element, int dimensions, OptionalInt size) {
        return (bytes, out) -> {
            int start = out.begin(Column.LIST_VALUE_FIELD_NUMBER);
            for (int i = 0; i < dimensions; i++) {
                int length = size.isPresent() ? size.getAsInt() : length(bytes);
                element.read(ListValue.ELEMENTS_FIELD_NUMBER, slice(bytes, length), out);
            }
            out.end(start);
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
