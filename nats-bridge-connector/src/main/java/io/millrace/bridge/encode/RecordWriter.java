package io.millrace.bridge.encode;

import io.millrace.event.WireOutput;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** Writes the value of one kind of record. */
interface RecordWriter {
    /**
     * Writes the whole record.
     *
     * @param key a serialized row, empty for none; absent if it is unknown
     * @param leftOut columns to name instead of writing them
     */
    void write(WireOutput out, Struct value, Optional<byte[]> key, LeftOutColumns leftOut);

    /** Writes what happened and where, without key and rows. */
    void writeHead(WireOutput out, Struct value);

    /** The rows that {@link #write} writes. */
    List<RecordRow> rows(Struct value);

    /** @param before whether it is the row before the change */
    record RecordRow(boolean before, RowWriter writer, Struct row) {}

    /** When the change happened at the source; empty for a record that is not an event. */
    Optional<SourceTime> timeOf(Struct value);

    static RecordWriter of(Schema schema, boolean includeBefore) {
        if (EnvelopeWriter.isEnvelope(schema)) {
            return new EnvelopeWriter(schema, includeBefore);
        }
        if (schema.name() != null && schema.name().startsWith("io.debezium.")) {
            return new OtherRecordWriter(schema);
        }
        if (UnwrappedWriter.isUnwrapped(schema)) {
            return new UnwrappedWriter(schema, includeBefore);
        }
        throw new DataException("A record with the schema " + schema.name() + " is not a change event. Expected:"
                + " Debezium's envelope with the fields op, source, before and after. Remove transformations that drop"
                + " or rename these; " + UnwrappedWriter.REMEDY);
    }
}
