package io.millrace.bridge.encode;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.WireOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Writes Debezium's envelope: what happened, where, and the row before and after. */
final class EnvelopeWriter implements RecordWriter {
    private final boolean includeBefore;
    private final Field op;
    private final Field source;
    private final Field before;
    private final Field after;
    private final @Nullable Field transaction;
    private final SourceWriter sourceWriter;
    private final RowWriter beforeWriter;
    private final RowWriter afterWriter;

    EnvelopeWriter(Schema schema, boolean includeBefore) {
        this.includeBefore = includeBefore;
        op = schema.field("op");
        source = schema.field("source");
        before = schema.field("before");
        after = schema.field("after");
        transaction = schema.field("transaction");
        sourceWriter = new SourceWriter(
                source.schema(),
                "",
                "keep Debezium's envelope as it is, without transformations that drop or rename parts of it");
        beforeWriter = RowWriter.of(before.schema());
        afterWriter = RowWriter.of(after.schema());
    }

    /** Recognized by its fields: routing transformations change its name. */
    static boolean isEnvelope(Schema schema) {
        return isOf(schema.field("op"), Schema.Type.STRING)
                && isOf(schema.field("source"), Schema.Type.STRUCT)
                && isOf(schema.field("before"), Schema.Type.STRUCT)
                && isOf(schema.field("after"), Schema.Type.STRUCT);
    }

    @Override
    public void write(WireOutput out, Struct envelope, Optional<byte[]> key, LeftOutColumns leftOut) {
        writeHead(out, envelope);
        EventKey.write(out, operation((String) envelope.get(op)), key);
        if (includeBefore && envelope.get(before) instanceof Struct row) {
            beforeWriter.writeField(out, ChangeEvent.BEFORE_FIELD_NUMBER, row, leftOut.before());
        }
        if (envelope.get(after) instanceof Struct row) {
            afterWriter.writeField(out, ChangeEvent.AFTER_FIELD_NUMBER, row, leftOut.after());
        }
        afterWriter.writeNames(out, ChangeEvent.LEFT_OUT_FIELD_NUMBER, leftOut.after());
        beforeWriter.writeNames(out, ChangeEvent.BEFORE_LEFT_OUT_FIELD_NUMBER, leftOut.before());
    }

    @Override
    public void writeHead(WireOutput out, Struct envelope) {
        out.varint(
                ChangeEvent.OPERATION_FIELD_NUMBER,
                operation((String) envelope.get(op)).getNumber());
        sourceWriter.write(out, (Struct) envelope.get(source), transactionId(envelope));
    }

    @Override
    public List<RecordRow> rows(Struct envelope) {
        List<RecordRow> rows = new ArrayList<>();
        if (includeBefore && envelope.get(before) instanceof Struct row) {
            rows.add(new RecordRow(true, beforeWriter, row));
        }
        if (envelope.get(after) instanceof Struct row) {
            rows.add(new RecordRow(false, afterWriter, row));
        }
        return rows;
    }

    @Override
    public Optional<SourceTime> timeOf(Struct envelope) {
        return Optional.of(sourceWriter.timeOf((Struct) envelope.get(source)));
    }

    static Operation operation(String code) {
        return switch (code) {
            case "r" -> Operation.SNAPSHOT;
            case "c" -> Operation.INSERT;
            case "u" -> Operation.UPDATE;
            case "d" -> Operation.DELETE;
            case "t" -> Operation.TRUNCATE;
            default ->
                throw new DataException(
                        "The envelope's op is '" + code + "', which is none of r, c, u, d and t. Exclude"
                                + " other records, such as logical decoding messages, in the source connector");
        };
    }

    private Optional<String> transactionId(Struct envelope) {
        if (transaction != null && envelope.get(transaction) instanceof Struct block) {
            return Optional.ofNullable(block.getString("id"));
        }
        return Optional.empty();
    }

    private static boolean isOf(@Nullable Field field, Schema.Type type) {
        return field != null && field.schema().type() == type;
    }
}
