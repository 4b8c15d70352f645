package io.millrace.cassandra.row;

import java.nio.ByteBuffer;

/** Writes the value of a column from the bytes in which Cassandra sends it. */
interface CqlValueReader {
    /**
     * @param bytes the value, which is not NULL; the reader may move its position
     * @throws RejectedRowException when the event has no room for it
     */
    void read(ByteBuffer bytes, EventBuffer out) throws RejectedRowException;
}
