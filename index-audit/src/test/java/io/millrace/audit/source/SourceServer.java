package io.millrace.audit.source;

import io.debezium.relational.TableId;
import io.millrace.local.MySqlAddress;
import io.millrace.local.MySqlServer;
import io.millrace.local.MySqlVersion;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.MySqlLogin;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A MySQL server with an empty database, and the reader of its tables. */
final class SourceServer implements AutoCloseable {
    static final String DATABASE = "shop";

    private final MySqlServer server;
    private final Connection connection;

    private SourceServer(MySqlServer server) throws SQLException {
        this.server = server;
        MySqlAddress root = server.root();
        connection = DriverManager.getConnection(
                "jdbc:mysql://" + root.host() + ":" + root.port() + "/?allowPublicKeyRetrieval=true&sslMode=DISABLED",
                root.user(),
                root.password());
        execute("CREATE DATABASE " + DATABASE);
        connection.setCatalog(DATABASE);
    }

    static SourceServer start(Path directory, MySqlVersion version, String... settings) throws SQLException {
        return new SourceServer(MySqlServer.start(
                directory, MySqlServer.Options.DEFAULT.withVersion(version).withSettings(settings)));
    }

    DebeziumSource source(Map<String, String> settings) {
        return new DebeziumSource(connector(settings), login());
    }

    /** As the reader sees the table. */
    TableStructure structure(String table) throws SQLException {
        try (TableSession session = new TableSession(new SourceSettings(connector(Map.of())).with(login()))) {
            return new StructureReader(session.config()).read(session.connection(), new TableId(DATABASE, null, table));
        }
    }

    private MySqlLogin login() {
        MySqlAddress root = server.root();
        return new MySqlLogin(root.host(), root.port(), root.user(), root.password());
    }

    private static Map<String, String> connector(Map<String, String> settings) {
        Map<String, String> connector = new HashMap<>(Map.of(
                "topic.prefix", "mysql",
                "database.include.list", DATABASE,
                "decimal.handling.mode", "precise",
                "bigint.unsigned.handling.mode", "precise",
                "time.precision.mode", "adaptive_time_microseconds",
                "enable.time.adjuster", "false",
                "column.propagate.source.type", ".*",
                "event.converting.failure.handling.mode", "fail"));
        connector.putAll(settings);
        return connector;
    }

    SourceRows rows(String table) {
        return source(Map.of()).rows(new DatabaseTable(DATABASE, table));
    }

    void execute(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                try {
                    statement.execute(each);
                } catch (SQLException e) {
                    throw new SQLException(e.getMessage() + " in " + each, e);
                }
            }
        }
    }

    /** The first column of a result. */
    List<String> query(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
                values.add(found.getString(1));
            }
        }
        return values;
    }

    /** How many rows of tables and indexes MySQL reads for a query. */
    long rowsReadBy(String query) throws SQLException {
        execute("FLUSH STATUS");
        query(query);
        long reads = 0;
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SHOW SESSION STATUS LIKE 'Handler_read%'")) {
            while (found.next()) {
                reads += found.getLong(2);
            }
        }
        return reads;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        server.close();
    }
}
