package io.millrace.state.mysql;

import io.millrace.state.BinlogPosition;
import io.millrace.state.StateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The MySQL server that Debezium reads. */
public final class MySqlSource {
    /** No right to the database or table; a server that is read-only. */
    private static final Set<Integer> DENIED = Set.of(1044, 1142, 1227, 1290, 1836);

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

    /** Whom MySQL takes the program for, in the form of GRANT. */
    public String user() {
        return "'" + login.user() + "'@'%'";
    }

    /** About how many rows each table has, as the server's statistics say. */
    public Map<DatabaseTable, Long> estimatedRows() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT table_schema, table_name, table_rows FROM information_schema.tables")) {
            Map<DatabaseTable, Long> rows = new HashMap<>();
            while (found.next()) {
                rows.put(new DatabaseTable(found.getString(1), found.getString(2)), found.getLong(3));
            }
            return rows;
        }
    }

    public long rows(DatabaseTable table) throws SQLException {
        return count("SELECT COUNT(*) FROM " + quoted(table));
    }

    /**
     * Signals Debezium to take a snapshot.
     *
     * @param signals the signal table
     * @param data of the signal, as JSON
     * @return a position after the signal, as close to it as possible
     */
    public BinlogPosition signalSnapshot(DatabaseTable signals, String id, String data) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO " + quoted(signals) + " VALUES (?, ?, ?)")) {
            insert.setString(1, id);
            insert.setString(2, "execute-snapshot");
            insert.setString(3, data);
            insert.executeUpdate();
            return binlogEnd(connection);
        }
    }

    public boolean hasSignal(DatabaseTable signals, String id) throws SQLException {
        return count("SELECT COUNT(*) FROM " + quoted(signals) + " WHERE id = '" + id + "'") > 0;
    }

    /** How many chunks Debezium has begun to read, since the signal table was last emptied. */
    public long openedWindows(DatabaseTable signals) throws SQLException {
        return count("SELECT COUNT(*) FROM " + quoted(signals) + " WHERE type = 'snapshot-window-open'");
    }

    /** Whether the table has any row that meets the condition. */
    public boolean hasRows(DatabaseTable table, Optional<String> condition) throws SQLException {
        return count("SELECT EXISTS (SELECT 1 FROM " + quoted(table)
                        + condition.map(filter -> " WHERE " + filter).orElse("") + ")")
                > 0;
    }

    public boolean hasPrimaryKey(DatabaseTable table) throws SQLException {
        try (Connection connection = connect();
                ResultSet columns = connection.getMetaData().getPrimaryKeys(table.database(), null, table.name())) {
            return columns.next();
        }
    }

    /** Whether a statement failed because the user, or anybody, may not write there. */
    public static boolean isDenied(SQLException failure) {
        return DENIED.contains(failure.getErrorCode());
    }

    /** The position after everything that is committed. */
    public BinlogPosition binlogEnd() throws SQLException {
        try (Connection connection = connect()) {
            return binlogEnd(connection);
        }
    }

    private static BinlogPosition binlogEnd(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
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
