package io.millrace.cassandra.row;

import io.millrace.event.WireOutput;
import java.nio.ByteBuffer;

/** Turns a value from the native protocol into the value field of an event's column. */
interface CqlValueReader {
    /**
     * @param bytes the value, which is not NULL; the reader may move the buffer's position
     * @throws RejectedRowException when an event cannot represent the value
     */
    void read(ByteBuffer bytes, WireOutput out) throws RejectedRowException;
}
