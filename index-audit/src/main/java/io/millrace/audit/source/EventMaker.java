package io.millrace.audit.source;

import com.google.protobuf.InvalidProtocolBufferException;
import io.debezium.connector.SnapshotRecord;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.connector.mysql.MySqlOffsetContext;
import io.debezium.connector.mysql.jdbc.MySqlConnection;
import io.debezium.data.Envelope;
import io.debezium.relational.Column;
import io.debezium.relational.TableSchema;
import io.millrace.bridge.encode.ChangeEventEncoder;
import io.millrace.event.ChangeEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.connect.data.Struct;

/** Makes the events that Debezium's snapshot and its connector's converter would make of rows. Not thread-safe. */
final class EventMaker {
    private final ChangeEventEncoder encoder;
    private final MySqlOffsetContext offset;
    private long bytes;

    EventMaker(MySqlConnectorConfig config, int maxBytes) {
        encoder = new ChangeEventEncoder(false, maxBytes);
        offset = MySqlOffsetContext.initial(config);
        offset.markSnapshotRecord(SnapshotRecord.TRUE);
    }

    /** The size of all events so far. */
    long bytes() {
        return bytes;
    }

    /** What rows that are read now say about where they come from. */
    Struct sourceOf(TableStructure structure) {
        offset.event(structure.table().id(), Instant.now());
        return offset.getSourceInfo();
    }

    /** The event of the row that the result is at. */
    ChangeEvent event(MySqlConnection connection, ResultSet row, TableStructure structure, Struct source)
            throws SQLException {
        Object[] values = values(connection, row, structure);
        TableSchema schema = structure.schema();
        byte[] key = encoder.encodeKey(schema.keySchema(), schema.keyFromColumnData(values));
        Envelope envelope = schema.getEnvelopeSchema();
        Struct record = envelope.read(schema.valueFromColumnData(values), source, null);
        byte[] event = encoder.encodeValue(envelope.schema(), record, key);
        bytes += event.length;
        return parse(event);
    }

    private static Object[] values(MySqlConnection connection, ResultSet row, TableStructure structure)
            throws SQLException {
        List<Column> columns = structure.columns();
        Object[] values = new Object[structure.table().columns().size()];
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            values[column.position() - 1] = connection.getColumnValue(row, i + 1, column, structure.table());
        }
        return values;
    }

    private static ChangeEvent parse(byte[] event) {
        try {
            return ChangeEvent.parseFrom(event);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("The event that was just encoded cannot be parsed", e);
        }
    }
}
