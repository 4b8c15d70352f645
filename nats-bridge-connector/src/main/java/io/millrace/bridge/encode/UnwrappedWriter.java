package io.millrace.bridge.encode;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.WireOutput;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * Writes a row that Debezium's ExtractNewRecordState has taken out of its envelope, when the fields that it can add
 * say what the envelope said.
 */
final class UnwrappedWriter implements RecordWriter {
    private static final String OP = "__op";
    private static final String DELETED = "__deleted";
    private static final String SOURCE = "__source_";
    static final String REMEDY = "the transformation ExtractNewRecordState needs"
            + " add.fields=op,source.connector,source.name,source.db,source.table,source.ts_us,source.snapshot,"
            + "source.file,source.pos,source.row,source.gtid and delete.tombstone.handling.mode=rewrite";

    private final boolean includeBefore;
    private final Field op;
    private final SourceWriter sourceWriter;
    private final RowWriter rowWriter;

    UnwrappedWriter(Schema schema, boolean includeBefore) {
        this.includeBefore = includeBefore;
        op = schema.field(OP);
        // Without it a deleted row is a record without a value, which looks like the tombstone that follows a delete.
        if (op == null || schema.field(DELETED) == null) {
            throw new DataException("A record with the schema " + schema.name() + " lacks the field " + OP + " or "
                    + DELETED + ", but Millrace must know what happened to the row; " + REMEDY);
        }
        sourceWriter = new SourceWriter(schema, SOURCE, REMEDY);
        rowWriter = RowWriter.of(columns(schema));
    }

    static boolean isUnwrapped(Schema schema) {
        return schema.field(OP) != null || schema.field(DELETED) != null;
    }

    @Override
    public void write(WireOutput out, Struct value, Optional<byte[]> key, LeftOutColumns leftOut) {
        Operation operation = operation(value);
        writeHead(out, value);
        EventKey.write(out, operation, key);
        if (operation != Operation.DELETE) {
            rowWriter.writeField(out, ChangeEvent.AFTER_FIELD_NUMBER, value, leftOut.after());
        } else if (includeBefore) {
            rowWriter.writeField(out, ChangeEvent.BEFORE_FIELD_NUMBER, value, leftOut.before());
        }
        rowWriter.writeNames(out, ChangeEvent.LEFT_OUT_FIELD_NUMBER, leftOut.after());
        rowWriter.writeNames(out, ChangeEvent.BEFORE_LEFT_OUT_FIELD_NUMBER, leftOut.before());
    }

    @Override
    public void writeHead(WireOutput out, Struct value) {
        out.varint(ChangeEvent.OPERATION_FIELD_NUMBER, operation(value).getNumber());
        sourceWriter.write(out, value, Optional.empty());
    }

    @Override
    public List<RecordRow> rows(Struct value) {
        boolean delete = operation(value) == Operation.DELETE;
        return delete && !includeBefore ? List.of() : List.of(new RecordRow(delete, rowWriter, value));
    }

    private Operation operation(Struct value) {
        return EnvelopeWriter.operation(String.valueOf(value.get(op)));
    }

    @Override
    public Optional<SourceTime> timeOf(Struct value) {
        return Optional.of(sourceWriter.timeOf(value));
    }

    private static List<Field> columns(Schema schema) {
        return schema.fields().stream()
                .filter(field -> !field.name().equals(OP)
                        && !field.name().equals(DELETED)
                        && !field.name().startsWith(SOURCE))
                .toList();
    }
}
