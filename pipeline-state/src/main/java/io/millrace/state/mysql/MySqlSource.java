package io.millrace.state.mysql;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.BinlogPosition;
import io.millrace.state.StateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The MySQL server that Debezium reads. */
public final class MySqlSource {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MySqlLogin login;

    public MySqlSource(MySqlLogin login) {
        this.login = login;
    }

    /** All tables except the system tables. */
    public Set<DatabaseTable> tables() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT table_schema, table_name"
                        + " FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
                        + " AND table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')")) {
            Set<DatabaseTable> tables = new HashSet<>();
            while (found.next()) {
                tables.add(new DatabaseTable(found.getString(1), found.getString(2)));
            }
            return tables;
        }
    }

    public long rows(DatabaseTable table) throws SQLException {
        return count("SELECT COUNT(*) FROM " + quoted(table));
    }

    /**
     * Signals Debezium to read tables again.
     *
     * @param signals the signal table
     */
    public void signalSnapshot(DatabaseTable signals, String id, Collection<DatabaseTable> tables) throws SQLException {
        ObjectNode data = JSON.createObjectNode().put("type", "incremental");
        // Debezium takes them as patterns.
        tables.forEach(table -> data.withArray("data-collections").add(Pattern.quote(table.toString())));
        try (Connection connection = connect();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO " + quoted(signals) + " VALUES (?, ?, ?)")) {
            insert.setString(1, id);
            insert.setString(2, "execute-snapshot");
            insert.setString(3, data.toString());
            insert.executeUpdate();
        }
    }

    public boolean hasSignal(DatabaseTable signals, String id) throws SQLException {
        return count("SELECT COUNT(*) FROM " + quoted(signals) + " WHERE id = '" + id + "'") > 0;
    }

    /** Whether Debezium has ever written a watermark, which it does around each chunk that it reads. */
    public boolean hasWatermarks(DatabaseTable signals) throws SQLException {
        return count("SELECT COUNT(*) FROM " + quoted(signals) + " WHERE type = 'snapshot-window-open'") > 0;
    }

    /** The position after everything that is committed. */
    public BinlogPosition binlogEnd() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            // The new statement exists since 8.2; the old one was removed in 8.4.
            boolean old = connection.getMetaData().getDatabaseMajorVersion() == 8
                    && connection.getMetaData().getDatabaseMinorVersion() < 2;
            try (ResultSet end = statement.executeQuery(old ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS")) {
                if (!end.next()) {
                    throw new StateException("MySQL does not write a binary log (log_bin is off)");
                }
                return new BinlogPosition(end.getString(1), end.getLong(2));
            }
        }
    }

    private long count(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(query)) {
            count.next();
            return count.getLong(1);
        }
    }

    private static String quoted(DatabaseTable table) {
        return '`' + table.database().replace("`", "``") + "`.`" + table.name().replace("`", "``") + '`';
    }

    private Connection connect() throws SQLException {
        return login.connect();
    }
}
