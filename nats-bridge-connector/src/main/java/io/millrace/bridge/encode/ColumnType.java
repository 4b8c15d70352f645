package io.millrace.bridge.encode;

import io.millrace.event.Type;
import java.util.OptionalInt;

/**
 * What a Connect schema is in the event.
 *
 * @param size what a NULL would lose of the declared type: a decimal's scale, a vector's dimension
 */
record ColumnType(Type type, OptionalInt size, ValueWriter writer) {
    static ColumnType of(Type type, ValueWriter writer) {
        return new ColumnType(type, OptionalInt.empty(), writer);
    }
}
