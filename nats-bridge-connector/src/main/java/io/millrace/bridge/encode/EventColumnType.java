package io.millrace.bridge.encode;

import io.millrace.event.Type;
import java.util.OptionalInt;

/**
 * What a Connect schema is in the event.
 *
 * @param size what a NULL would lose of the declared type: a decimal's scale, a vector's dimension
 */
record EventColumnType(Type type, OptionalInt size, ValueWriter writer) {
    static EventColumnType of(Type type, ValueWriter writer) {
        return new EventColumnType(type, OptionalInt.empty(), writer);
    }
}
