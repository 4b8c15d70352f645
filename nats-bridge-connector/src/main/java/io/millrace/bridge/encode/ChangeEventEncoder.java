package io.millrace.bridge.encode;

import io.millrace.event.Row;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Connect records to wire bytes: envelopes to a {@link io.millrace.event.ChangeEvent} without key and id, Debezium's
 * other records to an {@link io.millrace.event.OtherRecord}, keys to a {@link Row}. Not for use by two threads.
 */
public final class ChangeEventEncoder {
    /** Converters hand out one schema object per version of a schema; one that does not must not fill the memory. */
    private static final int SCHEMAS_KEPT = 4096;

    private final boolean includeBefore;
    private final WireOutput out = new WireOutput();
    private final Map<Schema, RecordWriter> values = new IdentityHashMap<>();
    private final Map<Schema, RowWriter> keys = new IdentityHashMap<>();

    /** @param includeBefore whether events carry the row before the change, where the record has it */
    public ChangeEventEncoder(boolean includeBefore) {
        this.includeBefore = includeBefore;
    }

    /** @throws DataException for what is not a change event, with what is expected */
    public byte[] encodeValue(@Nullable Schema schema, Object value) {
        if (schema == null || !(value instanceof Struct struct)) {
            throw new DataException(
                    "A change event is a struct with a schema, as Debezium makes it, and not a "
                            + value.getClass().getSimpleName() + (schema == null ? " without a schema" : "")
                            + "; use a converter that keeps schemas (ChangeEventConverter, JSON with schemas.enable=true, Avro)");
        }
        RecordWriter writer = cached(values, schema, each -> RecordWriter.of(each, includeBefore));
        return out.encode(to -> writer.write(to, struct));
    }

    /** The bytes of a {@link Row}, the same for the same key from wherever it comes. */
    public byte[] encodeKey(@Nullable Schema schema, Object key) {
        if (schema == null || !(key instanceof Struct struct)) {
            throw new DataException("A key is a struct of the key columns, as Debezium makes it, and not a "
                    + key.getClass().getSimpleName() + "; remove transformations such as ExtractField from the key");
        }
        RowWriter writer = cached(keys, schema, RowWriter::of);
        return out.encode(to -> writer.write(to, struct));
    }

    private static <W> W cached(Map<Schema, W> cache, Schema schema, Function<Schema, W> create) {
        W writer = cache.get(schema);
        if (writer == null) {
            if (cache.size() >= SCHEMAS_KEPT) {
                cache.clear();
            }
            writer = create.apply(schema);
            cache.put(schema, writer);
        }
        return writer;
    }
}
