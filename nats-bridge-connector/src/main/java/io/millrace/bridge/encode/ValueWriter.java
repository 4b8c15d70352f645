package io.millrace.bridge.encode;

import io.millrace.event.WireOutput;

/** Writes a value that is not null as one field of a {@link io.millrace.event.Column}'s {@code value}. */
interface ValueWriter {
    void write(WireOutput out, Object value);
}
