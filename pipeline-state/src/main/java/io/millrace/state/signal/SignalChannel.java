package io.millrace.state.signal;

import io.millrace.state.BinlogPosition;
import java.util.Optional;

/** A way for signals to reach Debezium. */
interface SignalChannel extends AutoCloseable {
    /** Whether the signal is known to have been sent. */
    boolean wasSent(SnapshotRequest request) throws Exception;

    /** Returns a position right after the signal if it is in MySQL's binary log. */
    Optional<BinlogPosition> send(SnapshotRequest request) throws Exception;

    /** Whether Debezium has read the last signal that was sent; true if the binary log decides. */
    boolean isRead() throws Exception;

    /** Where the signals are, for a person. */
    @Override
    String toString();

    @Override
    default void close() {}
}
