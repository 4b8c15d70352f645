package io.millrace.sync;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The MySQL that Debezium reads. */
final class MySqlSource {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;

    /** @param url {@code mysql://user:password@host:port} */
    MySqlSource(String url) {
        this.url = url;
    }

    /** All but those of the server itself. */
    Set<Table> tables() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT table_schema, table_name"
                        + " FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
                        + " AND table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')")) {
            Set<Table> tables = new HashSet<>();
            while (found.next()) {
                tables.add(new Table(found.getString(1), found.getString(2)));
            }
            return tables;
        }
    }

    long rows(Table table) throws SQLException {
        return count("SELECT COUNT(*) FROM " + quoted(table));
    }

    /**
     * Tells Debezium to read tables.
     *
     * @param signals its table for signals
     */
    void signalSnapshot(Table signals, String id, Collection<Table> tables) throws SQLException {
        ObjectNode data = JSON.createObjectNode().put("type", "incremental");
        // They are patterns to Debezium.
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

    boolean hasSignal(Table signals, String id) throws SQLException {
        return count("SELECT COUNT(*) FROM " + quoted(signals) + " WHERE id = '" + id + "'") > 0;
    }

    /** Whether Debezium has ever written its marks between which it reads a part of a table. */
    boolean hasWindows(Table signals) throws SQLException {
        return count("SELECT COUNT(*) FROM " + quoted(signals) + " WHERE type = 'snapshot-window-open'") > 0;
    }

    /** Behind everything that is committed. */
    BinlogPosition binlogEnd() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            // The old words are gone since 8.4, the new ones are there since 8.2.
            boolean old = connection.getMetaData().getDatabaseMajorVersion() == 8
                    && connection.getMetaData().getDatabaseMinorVersion() < 2;
            try (ResultSet end = statement.executeQuery(old ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS")) {
                if (!end.next()) {
                    throw new SyncException("MySQL writes no binary log");
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

    private static String quoted(Table table) {
        return '`' + table.database().replace("`", "``") + "`.`" + table.name().replace("`", "``") + '`';
    }

    private Connection connect() throws SQLException {
        URI uri = URI.create(url);
        String[] login = String.valueOf(uri.getUserInfo()).split(":", 2);
        return DriverManager.getConnection(
                "jdbc:mysql://" + uri.getHost() + ":" + uri.getPort()
                        + "/?allowPublicKeyRetrieval=true&sslMode=PREFERRED",
                login[0],
                login.length > 1 ? login[1] : "");
    }
}
