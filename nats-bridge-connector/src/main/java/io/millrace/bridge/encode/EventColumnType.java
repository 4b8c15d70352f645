package io.millrace.bridge.encode;

import io.millrace.event.Type;
import java.util.OptionalInt;

/**
 * The column type of a Connect schema in the event.
 *
 * @param size the part of the declared type that a NULL, or a vector shorter than its column, would lose: a decimal's
 *     scale, a vector's dimension
 */
record EventColumnType(Type type, OptionalInt size, ValueWriter writer) {
    static EventColumnType of(Type type, ValueWriter writer) {
        return new EventColumnType(type, OptionalInt.empty(), writer);
    }
}
