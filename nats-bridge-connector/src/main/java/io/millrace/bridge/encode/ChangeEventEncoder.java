package io.millrace.bridge.encode;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.EventRecordBytes;
import io.millrace.event.Row;
import io.millrace.event.WireOutput;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
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

    /** What the bridge needs to know of the run, and the id: three fixed64 with their tags. */
    private static final int TAIL_BYTES = 27;

    private static final byte[] NO_KEY = {};

    private final int maxBytes;
    private final WireOutput out;
    private final SchemaCache<RecordWriter> values;
    private final SchemaCache<RowWriter> keys = new SchemaCache<>(ChangeEventEncoder::keyWriter);

    /**
     * Creates an encoder.
     *
     * @param includeBefore whether events carry the row before the change, where the record has it
     * @param maxBytes above this size, events go without their largest columns, which are named in the event instead
     */
    public ChangeEventEncoder(boolean includeBefore, int maxBytes) {
        this.maxBytes = maxBytes;
        out = new WireOutput(maxBytes);
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
        return encode(schema, value, key, time -> appendId(run, time));
    }

    /**
     * An event of a run whose key is too large: it has neither key nor rows, and names the key's columns as left out.
     *
     * @param keyColumns what {@link #encodeKeyColumns} has made of the key
     */
    public byte[] encodeWithoutKey(@Nullable Schema schema, Object value, byte[] keyColumns, SourceRun run) {
        Struct struct = struct(schema, value);
        RecordWriter writer = values.of(struct.schema());
        out.cutTo(0);
        writer.writeHead(out, struct);
        out.raw(keyColumns);
        writer.timeOf(struct).ifPresent(time -> appendId(run, time));
        return out.take();
    }

    private void appendId(SourceRun run, SourceTime time) {
        long id = run.next(time);
        out.fixed64(EventRecordBytes.FIRST_OF_RUN_FIELD_NUMBER, run.firstId());
        out.fixed64(EventRecordBytes.RUN_FIELD_NUMBER, run.number());
        out.fixed64(ChangeEvent.ID_FIELD_NUMBER, id);
    }

    private byte[] encode(@Nullable Schema schema, Object value, Optional<byte[]> key, Consumer<SourceTime> appendId) {
        Struct struct = struct(schema, value);
        RecordWriter writer = values.of(struct.schema());
        if (!fits(writer, struct, key)) {
            LeftOutColumns leftOut =
                    LeftOutColumns.choose(writer, struct, key, namesIn(key), maxBytes - TAIL_BYTES, out);
            out.cutTo(0);
            writer.write(out, struct, key, leftOut);
        }
        writer.timeOf(struct).ifPresent(appendId);
        return out.take();
    }

    private boolean fits(RecordWriter writer, Struct struct, Optional<byte[]> key) {
        // The beginning of a record that turned out to be bad may still be there.
        out.cutTo(0);
        try {
            writer.write(out, struct, key, LeftOutColumns.NONE);
        } catch (WireOutput.LimitException e) {
            return false;
        }
        return out.size() <= maxBytes - TAIL_BYTES;
    }

    private static Set<String> namesIn(Optional<byte[]> key) {
        try {
            return Row.parseFrom(key.orElse(NO_KEY)).getColumnsList().stream()
                    .map(Column::getName)
                    .collect(Collectors.toSet());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("A key is a row", e);
        }
    }

    private static Struct struct(@Nullable Schema schema, Object value) {
        if (schema == null || !(value instanceof Struct struct)) {
            throw new DataException(
                    "A change event is a struct with a schema, as Debezium makes it, and not a "
                            + value.getClass().getSimpleName() + (schema == null ? " without a schema" : "")
                            + "; use a converter that keeps schemas (ChangeEventConverter, JSON with schemas.enable=true, Avro)");
        }
        return struct;
    }

    /**
     * The bytes of a {@link Row}.
     *
     * @throws WireOutput.LimitException when there would be more than the encoder writes
     */
    public byte[] encodeKey(@Nullable Schema schema, Object key) {
        Struct struct = keyStruct(schema, key);
        RowWriter writer = keys.of(struct.schema());
        out.cutTo(0);
        writer.write(out, struct);
        return out.take();
    }

    /** The fields with which an event names the columns of its key as left out. */
    public byte[] encodeKeyColumns(@Nullable Schema schema, Object key) {
        Struct struct = keyStruct(schema, key);
        out.cutTo(0);
        keys.of(struct.schema()).writeNames(out, ChangeEvent.LEFT_OUT_FIELD_NUMBER, namesOf(struct.schema()));
        return out.take();
    }

    private static Set<String> namesOf(Schema schema) {
        return schema.fields().stream().map(Field::name).collect(Collectors.toSet());
    }

    private static Struct keyStruct(@Nullable Schema schema, Object key) {
        if (schema == null || !(key instanceof Struct struct)) {
            throw new DataException("A key is a struct of the key columns, as Debezium makes it, and not a "
                    + key.getClass().getSimpleName() + "; remove transformations such as ExtractField from the key");
        }
        return struct;
    }

    private static RowWriter keyWriter(Schema schema) {
        return RowWriter.ofKey(schema.fields().stream()
                .filter(field -> !field.name().equals(PHYSICAL_TABLE))
                .toList());
    }
}
