package io.millrace.bridge.encode;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.WireOutput;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/** Writes the key of an event, between the source and the rows. */
final class EventKey {
    private EventKey() {}

    /**
     * Writes the field, if there is a key.
     *
     * @param key a serialized row, empty for none; absent if it is unknown
     */
    static void write(WireOutput out, Operation operation, Optional<byte[]> key) {
        if (operation == Operation.TRUNCATE) {
            return;
        }
        byte[] row = key.orElseThrow(() -> new DataException("The record's key was written by another converter. Set"
                + " key.converter=io.millrace.bridge.ChangeEventConverter in the source connector: it determines the"
                + " row's partition, and passes the key on to the event"));
        if (row.length > 0) {
            out.field(ChangeEvent.KEY_FIELD_NUMBER, row);
        }
    }
}
