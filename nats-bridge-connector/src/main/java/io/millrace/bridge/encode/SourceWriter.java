package io.millrace.bridge.encode;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Source;
import io.millrace.event.WireOutput;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Writes the source block of Debezium's envelope. */
final class SourceWriter {
    private final Field connector;
    private final Field name;
    private final Field database;
    private final Field table;
    private final @Nullable Field snapshot;
    private final @Nullable Field file;
    private final @Nullable Field position;
    private final @Nullable Field row;
    private final @Nullable Field gtid;
    private final Field time;
    private final TimeUnit timeUnit;
    private final PositionWriter positionWriter = new PositionWriter();

    // A schema nearly always belongs to one table, so the bytes last written for its names are kept.
    private @Nullable Naming lastNaming;
    private byte[] lastNamingBytes = new byte[0];

    private record Naming(String connector, String name, String database, String table) {
        boolean isOf(Struct source, SourceWriter writer) {
            return table.equals(source.get(writer.table))
                    && database.equals(source.get(writer.database))
                    && name.equals(source.get(writer.name))
                    && connector.equals(source.get(writer.connector));
        }
    }

    /**
     * Finds the source block's fields in a schema.
     *
     * @param prefix of their names
     * @param remedy what to do if a required one is missing
     */
    SourceWriter(Schema schema, String prefix, String remedy) {
        connector = required(schema, prefix + "connector", remedy);
        name = required(schema, prefix + "name", remedy);
        database = required(schema, prefix + "db", remedy);
        table = required(schema, prefix + "table", remedy);
        snapshot = schema.field(prefix + "snapshot");
        file = schema.field(prefix + "file");
        position = schema.field(prefix + "pos");
        row = schema.field(prefix + "row");
        gtid = schema.field(prefix + "gtid");
        Field microseconds = schema.field(prefix + "ts_us");
        time = microseconds == null ? required(schema, prefix + "ts_ms", remedy) : microseconds;
        timeUnit = microseconds == null ? TimeUnit.MILLISECONDS : TimeUnit.MICROSECONDS;
    }

    void write(WireOutput out, Struct source, Optional<String> transaction) {
        int start = out.begin(ChangeEvent.SOURCE_FIELD_NUMBER);
        out.raw(naming(source));
        long commitTime = commitTimeUs(source);
        if (commitTime != 0) {
            out.varint(Source.COMMIT_TIME_US_FIELD_NUMBER, commitTime);
        }
        if (snapshotOf(source) != SourceTime.Snapshot.NONE) {
            out.varint(Source.SNAPSHOT_FIELD_NUMBER, 1);
        }
        if (transaction.isPresent()) {
            out.field(Source.TRANSACTION_ID_FIELD_NUMBER, transaction.get());
        }
        if (file != null && position != null) {
            writePosition(out, source, file, position);
        }
        out.end(start);
    }

    private byte[] naming(Struct source) {
        if (lastNaming == null || !lastNaming.isOf(source, this)) {
            lastNaming = new Naming(
                    text(source, connector), text(source, name), text(source, database), text(source, table));
            lastNamingBytes = Source.newBuilder()
                    .setConnector(lastNaming.connector)
                    .setName(lastNaming.name)
                    .setDatabase(lastNaming.database)
                    .setTable(lastNaming.table)
                    .build()
                    .toByteArray();
        }
        return lastNamingBytes;
    }

    private void writePosition(WireOutput out, Struct source, Field fileField, Field positionField) {
        Object fileName = source.get(fileField);
        if (fileName == null) {
            return;
        }
        int start = out.begin(Source.MYSQL_FIELD_NUMBER);
        positionWriter.write(
                out,
                (String) fileName,
                (Long) source.get(positionField),
                row != null && source.get(row) instanceof Integer index ? index : 0,
                gtid != null && source.get(gtid) instanceof String text ? text : null);
        out.end(start);
    }

    SourceTime timeOf(Struct source) {
        return new SourceTime(text(source, name), commitTimeUs(source), snapshotOf(source));
    }

    private long commitTimeUs(Struct source) {
        return timeUnit.toMicros((Long) source.get(time));
    }

    /** Debezium says "true", "first", "last", "incremental" and the like, or "false". */
    private SourceTime.Snapshot snapshotOf(Struct source) {
        if (snapshot == null || !(source.get(snapshot) instanceof String text) || text.equals("false")) {
            return SourceTime.Snapshot.NONE;
        }
        return text.equals("incremental") ? SourceTime.Snapshot.INCREMENTAL : SourceTime.Snapshot.FULL;
    }

    private static String text(Struct source, Field field) {
        if (source.get(field) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new DataException("The event's source block has no '" + field.name()
                + "'; the bridge needs connector, name, db and table there to know which table the row belongs to");
    }

    private static Field required(Schema schema, String field, String remedy) {
        Field found = schema.field(field);
        if (found == null) {
            throw new DataException("A record with the schema " + schema.name() + " has no field '" + field + "', but"
                    + " Millrace must know where the row comes from; " + remedy);
        }
        return found;
    }
}
