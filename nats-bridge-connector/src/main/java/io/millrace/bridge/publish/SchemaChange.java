package io.millrace.bridge.publish;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.Column;
import io.millrace.event.OtherRecord;
import io.millrace.event.Row;
import java.util.List;
import java.util.Optional;

/**
 * A statement in the binlog that is no change of rows, as Debezium's topic of schema changes has it.
 *
 * @param database the default database of the session that executed it
 * @param tables the names of the tables whose structure Debezium takes from it; none also where it could not parse it
 */
public record SchemaChange(String source, String database, String statement, List<String> tables) {
    private static final String SCHEMA_SUFFIX = ".SchemaChangeValue";

    /** Empty for another record, and for the statements that a snapshot makes up. */
    public static Optional<SchemaChange> of(String schema, byte[] otherRecord) {
        if (!schema.endsWith(SCHEMA_SUFFIX)) {
            return Optional.empty();
        }
        try {
            return of(OtherRecord.parseFrom(otherRecord).getValue());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("What was just read is a record", e);
        }
    }

    private static Optional<SchemaChange> of(Row value) {
        Row source = column(value, "source").getStructValue();
        String statement = column(value, "ddl").getStringValue();
        String snapshot = column(source, "snapshot").getStringValue();
        // NULL stands for its default, which is false.
        boolean ofSnapshot = !snapshot.isEmpty() && !snapshot.equals("false");
        if (statement.isEmpty() || ofSnapshot) {
            return Optional.empty();
        }
        List<String> tables = column(value, "tableChanges").getListValue().getElementsList().stream()
                .map(change -> tableOf(column(change.getStructValue(), "id").getStringValue()))
                .toList();
        return Optional.of(new SchemaChange(
                column(source, "name").getStringValue(),
                column(value, "databaseName").getStringValue(),
                statement,
                tables));
    }

    /** Debezium writes {@code "database"."table"}. */
    private static String tableOf(String id) {
        return id.substring(id.lastIndexOf(".\"") + 1).replace("\"", "");
    }

    private static Column column(Row row, String name) {
        return row.getColumnsList().stream()
                .filter(column -> column.getName().equals(name))
                .findFirst()
                .orElse(Column.getDefaultInstance());
    }
}
