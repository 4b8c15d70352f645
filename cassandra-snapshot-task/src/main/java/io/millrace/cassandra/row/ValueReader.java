package io.millrace.cassandra.row;

import io.millrace.event.Column;
import java.nio.ByteBuffer;

/** Sets the value of a column, whose name and type are set, from the bytes in which Cassandra sends it. */
interface ValueReader {
    /**
     * @param bytes the value, which is not NULL; the reader may move its position
     * @throws UnreadableValueException when the event has no room for it
     */
    void read(ByteBuffer bytes, Column.Builder column) throws UnreadableValueException;
}
