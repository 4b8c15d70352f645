package io.millrace.bridge.decode;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.OtherRecord;
import io.millrace.event.Row;
import io.millrace.event.Source;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/** Decodes wire bytes into Connect records in the shape of Debezium's envelope. Not thread-safe. */
public final class ChangeEventDecoder {
    private static final byte FIRST_BYTE_OF_OTHER = OtherRecord.SCHEMA_FIELD_NUMBER << 3 | 2;
    private static final int SCHEMAS_KEPT = 4096;

    // Equal schemas become one object, since the caches of converters and sinks look them up by identity.
    private final Map<Schema, Schema> schemas = new HashMap<>();

    /**
     * Does not use {@link io.millrace.event.ChangeEvents#parse}, which requires the id that an event has only in the
     * stream: these bytes were written to Kafka by our own converter, and Kafka limits their size.
     *
     * @throws DataException if the bytes are not ours
     */
    public SchemaAndValue decodeValue(byte[] bytes) {
        try {
            if (bytes.length > 0 && bytes[0] == FIRST_BYTE_OF_OTHER) {
                OtherRecord other = OtherRecord.parseFrom(bytes);
                return other(other);
            }
            return envelope(ChangeEvent.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new DataException("The bytes are not a change event", e);
        }
    }

    /**
     * The key as the text of a JSON array, {@code ["DE",7]}: the bytes of a key do not contain the names of its
     * columns.
     *
     * @throws DataException if the bytes are not a key
     */
    public SchemaAndValue decodeKey(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != '[') {
            throw new DataException("The bytes are not the key of a change event");
        }
        return new SchemaAndValue(Schema.STRING_SCHEMA, new String(bytes, StandardCharsets.UTF_8));
    }

    private SchemaAndValue other(OtherRecord other) {
        List<Column> columns = other.getValue().getColumnsList();
        Schema schema = intern(ColumnSchemas.fields(SchemaBuilder.struct().name(other.getSchema()), columns)
                .build());
        return new SchemaAndValue(schema, ColumnDecoder.struct(columns, schema));
    }

    private SchemaAndValue envelope(ChangeEvent event) {
        List<Column> columns = event.hasAfter()
                ? event.getAfter().getColumnsList()
                : event.getBefore().getColumnsList();
        Schema rowSchema = ColumnSchemas.row(columns);
        Source source = event.getSource();
        Schema schema = intern(SchemaBuilder.struct()
                .name(source.getName() + '.' + source.getDatabase() + '.' + source.getTable() + ".Envelope")
                .field(
                        "before",
                        event.hasBefore() ? ColumnSchemas.row(event.getBefore().getColumnsList()) : rowSchema)
                .field("after", rowSchema)
                .field("source", SourceDecoder.SCHEMA)
                .field("transaction", SourceDecoder.TRANSACTION)
                .field("op", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
                .build());
        Struct envelope = new Struct(schema)
                .put("op", op(event))
                .put("source", SourceDecoder.source(source))
                .put("ts_ms", TimeUnit.MICROSECONDS.toMillis(source.getCommitTimeUs()));
        if (!source.getTransactionId().isEmpty()) {
            envelope.put("transaction", SourceDecoder.transaction(source.getTransactionId()));
        }
        putRow(envelope, "before", event.hasBefore(), event.getBefore());
        putRow(envelope, "after", event.hasAfter(), event.getAfter());
        return new SchemaAndValue(schema, envelope);
    }

    private static void putRow(Struct envelope, String field, boolean present, Row row) {
        if (present) {
            envelope.put(
                    field,
                    ColumnDecoder.struct(
                            row.getColumnsList(), envelope.schema().field(field).schema()));
        }
    }

    private static String op(ChangeEvent event) {
        return switch (event.getOperation()) {
            case SNAPSHOT -> "r";
            case INSERT -> "c";
            case UPDATE -> "u";
            case DELETE -> "d";
            case TRUNCATE -> "t";
            case OPERATION_UNSPECIFIED, UNRECOGNIZED ->
                throw new DataException("The change event has an operation that this version does not know ("
                        + event.getOperationValue() + ")");
        };
    }

    private Schema intern(Schema schema) {
        if (schemas.size() >= SCHEMAS_KEPT) {
            schemas.clear();
        }
        Schema known = schemas.putIfAbsent(schema, schema);
        return known == null ? schema : known;
    }
}
