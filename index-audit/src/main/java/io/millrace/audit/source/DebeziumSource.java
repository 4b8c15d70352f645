package io.millrace.audit.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.debezium.config.Configuration;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.relational.TableId;
import io.millrace.event.SourceTable;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import io.millrace.state.mysql.MySqlLogin;
import java.util.Map;
import java.util.Optional;

/**
 * A MySQL server as its running source connector reads it: with Debezium's own code, configured as the connector is, so that
 * left out and masked columns, keys, and the form of each value are the connector's.
 */
public final class DebeziumSource implements TableSource {
    private final Configuration configuration;
    private final MySqlConnectorConfig config;
    private final int maxEventBytes;
    private final Optional<DatabaseTable> signalTable;

    /**
     * @param connector the source connector's configuration, without placeholders in what rows depend on
     * @param login the server, and the user to read as
     * @throws UnreadableSourceException if events may differ from the rows in a way that only the connector knows
     */
    public DebeziumSource(Map<String, String> connector, MySqlLogin login) {
        SourceSettings settings = new SourceSettings(connector);
        configuration = settings.with(login);
        config = new MySqlConnectorConfig(configuration);
        maxEventBytes = settings.maxEventBytes();
        signalTable = new DebeziumSettings(new ObjectMapper().valueToTree(connector)).signalTable();
    }

    /** Whether the connector sends the rows of a table. Those of the signal table are no data. */
    @Override
    public boolean captures(DatabaseTable table) {
        return config.getTableFilters().dataCollectionFilter().isIncluded(id(table))
                && !signalTable.equals(Optional.of(table));
    }

    /**
     * Opens a table, with a session of its own. Errors that concern the table come with the first call of a method.
     *
     * @throws UnreadableSourceException if rows of this table are left out by the connector's snapshot
     */
    @Override
    public SourceRows rows(DatabaseTable table) {
        if (config.getSnapshotSelectOverridesByTable().containsKey(id(table))) {
            throw new UnreadableSourceException("A snapshot of table " + table + " leaves rows out"
                    + " (snapshot.select.statement.overrides), and nobody can tell which of them have changed since and are in"
                    + " the index. The table cannot be audited with this setting");
        }
        return new MySqlRows(
                new SourceTable(config.getLogicalName(), table.database(), table.name()),
                new TableSession(configuration),
                maxEventBytes);
    }

    private static TableId id(DatabaseTable table) {
        return new TableId(table.database(), null, table.name());
    }
}
