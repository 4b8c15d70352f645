package io.millrace.bridge.encode;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Row;
import io.millrace.event.WireOutput;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes Connect records: envelopes as {@link ChangeEvent}, Debezium's other records as
 * {@link io.millrace.event.OtherRecord}, keys as {@link Row}. Not thread-safe.
 */
public final class ChangeEventEncoder {
    /**
     * The column that Debezium's ByLogicalTableRouter adds to keys to distinguish the tables that it routes to one
     * topic. Here the event names its table, and with this column the key would no longer be the row's own.
     */
    private static final String PHYSICAL_TABLE = "__dbz__physicalTableIdentifier";

    private final WireOutput out = new WireOutput();
    private final SchemaCache<RecordWriter> values;
    private final SchemaCache<RowWriter> keys = new SchemaCache<>(ChangeEventEncoder::keyWriter);

    /** @param includeBefore whether events carry the row before the change, where the record has it */
    public ChangeEventEncoder(boolean includeBefore) {
        values = new SchemaCache<>(schema -> RecordWriter.of(schema, includeBefore));
    }

    /**
     * An event without an id.
     *
     * @param key the serialized key, empty for none
     * @throws DataException if it is not a change event; the message says what is expected
     */
    public byte[] encodeValue(@Nullable Schema schema, Object value, byte[] key) {
        return encode(schema, value, Optional.of(key), time -> {});
    }

    /**
     * An event of a run, which gives it its id. What the bridge needs to know about the run, and the id, follow all
     * other fields.
     *
     * @param key the serialized key, empty for none; absent if another converter wrote it
     * @throws DataException if it is not a change event; the message says what is expected
     */
    public byte[] encodeValue(@Nullable Schema schema, Object value, Optional<byte[]> key, SourceRun run) {
        return encode(schema, value, key, time -> {
            long id = run.next(time);
            out.fixed64(SourceRun.FIRST_ID_FIELD_NUMBER, run.firstId());
            out.fixed64(SourceRun.NUMBER_FIELD_NUMBER, run.number());
            out.fixed64(ChangeEvent.ID_FIELD_NUMBER, id);
        });
    }

    private byte[] encode(@Nullable Schema schema, Object value, Optional<byte[]> key, Consumer<SourceTime> appendId) {
        if (schema == null || !(value instanceof Struct struct)) {
            throw new DataException(
                    "A change event is a struct with a schema, as Debezium makes it, and not a "
                            + value.getClass().getSimpleName() + (schema == null ? " without a schema" : "")
                            + "; use a converter that keeps schemas (ChangeEventConverter, JSON with schemas.enable=true, Avro)");
        }
        RecordWriter writer = values.of(schema);
        // The beginning of a record that turned out to be bad may still be there.
        out.cutTo(0);
        writer.write(out, struct, key);
        writer.timeOf(struct).ifPresent(appendId);
        return out.take();
    }

    /** The bytes of a {@link Row}. */
    public byte[] encodeKey(@Nullable Schema schema, Object key) {
        if (schema == null || !(key instanceof Struct struct)) {
            throw new DataException("A key is a struct of the key columns, as Debezium makes it, and not a "
                    + key.getClass().getSimpleName() + "; remove transformations such as ExtractField from the key");
        }
        RowWriter writer = keys.of(schema);
        out.cutTo(0);
        writer.write(out, struct);
        return out.take();
    }

    private static RowWriter keyWriter(Schema schema) {
        return RowWriter.of(schema.fields().stream()
                .filter(field -> !field.name().equals(PHYSICAL_TABLE))
                .toList());
    }
}
