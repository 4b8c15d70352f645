package io.millrace.audit.source;

import io.debezium.config.Configuration;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.connector.mysql.jdbc.MySqlConnection;
import io.debezium.connector.mysql.jdbc.MySqlConnectionConfiguration;
import io.debezium.connector.mysql.jdbc.MySqlFieldReaderResolver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A session of MySQL that reads values as Debezium's snapshot does: through its own connection, with its settings and its
 * protocol. After a failure the next call opens another one. Not thread-safe.
 */
final class TableSession implements AutoCloseable {
    private static final String TIME_ZONE = "connectionTimeZone";

    /** Under these, MySQL refuses to compare a key with a date that the key can have. */
    private static final Set<String> STRICT_DATES = Set.of("NO_ZERO_DATE", "NO_ZERO_IN_DATE", "TRADITIONAL");

    private final MySqlConnectorConfig config;
    private Configuration configuration;
    private Optional<MySqlConnection> open = Optional.empty();

    TableSession(Configuration configuration) {
        config = new MySqlConnectorConfig(configuration);
        this.configuration = configuration
                .edit()
                .withDefault("database.responseBuffering", "adaptive")
                .withDefault("database.fetchSize", 10_000)
                .withDefault("database.useCursorFetch", config.useCursorFetch())
                .build();
    }

    MySqlConnectorConfig config() {
        return config;
    }

    MySqlConnection connection() throws SQLException {
        if (open.isEmpty()) {
            open = Optional.of(new MySqlConnection(
                    new MySqlConnectionConfiguration(configuration), MySqlFieldReaderResolver.resolve(config)));
            prepare(open.get().connection());
        }
        return open.get();
    }

    private static void prepare(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            String modes;
            try (ResultSet found = statement.executeQuery("SELECT @@sql_mode")) {
                found.next();
                modes = found.getString(1);
            }
            statement.execute("SET SESSION sql_mode = '"
                    + Arrays.stream((modes + ",ALLOW_INVALID_DATES").split(","))
                            .filter(mode -> !mode.isEmpty() && !STRICT_DATES.contains(mode))
                            .collect(Collectors.joining(","))
                    + "'");
        }
    }

    /** Rows arrive as they are read, so a chunk need not be in memory twice. */
    Statement statement() throws SQLException {
        Statement statement =
                connection().connection().createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        statement.setFetchSize(config.getSnapshotFetchSize());
        return statement;
    }

    /**
     * Lets the hour that a time zone has twice be two hours, for a key in which both may be. Where the connector's settings
     * name a time zone, values are read in that one.
     */
    void distinguishInstants() throws SQLException {
        if (configuration.hasKey("database." + TIME_ZONE) || configuration.hasKey("driver." + TIME_ZONE)) {
            return;
        }
        String variables = configuration.getString("driver.sessionVariables", "");
        configuration = configuration
                .edit()
                .with("database." + TIME_ZONE, "UTC")
                .with("driver.sessionVariables", (variables.isEmpty() ? "" : variables + ",") + "time_zone='+00:00'")
                .build();
        close();
    }

    @Override
    public void close() throws SQLException {
        if (open.isPresent()) {
            MySqlConnection connection = open.get();
            open = Optional.empty();
            connection.close();
        }
    }
}
