package io.millrace.bridge.encode;

import io.millrace.event.OtherRecord;
import io.millrace.event.WireOutput;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Writes what Debezium sends besides rows: heartbeats, schema changes, transaction metadata, notifications. */
final class OtherRecordWriter implements RecordWriter {
    private final String schemaName;
    private final RowWriter row;

    OtherRecordWriter(Schema schema) {
        schemaName = schema.name();
        row = RowWriter.of(schema);
    }

    @Override
    public void write(WireOutput out, Struct value, Optional<byte[]> key, LeftOutColumns leftOut) {
        writeHead(out, value);
        row.writeField(out, OtherRecord.VALUE_FIELD_NUMBER, value, leftOut.after());
    }

    @Override
    public void writeHead(WireOutput out, Struct value) {
        out.field(OtherRecord.SCHEMA_FIELD_NUMBER, schemaName);
    }

    @Override
    public List<RecordRow> rows(Struct value) {
        return List.of(new RecordRow(false, row, value));
    }

    @Override
    public Optional<SourceTime> timeOf(Struct value) {
        return Optional.empty();
    }
}
