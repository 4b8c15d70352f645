package io.millrace.command.doctor;

import io.millrace.state.mysql.MySqlLogin;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A session with a MySQL server that only reads. */
final class MySqlSession implements SqlQueries, AutoCloseable {
    private final Connection connection;

    private MySqlSession(Connection connection) {
        this.connection = connection;
    }

    static MySqlSession open(MySqlLogin login) throws SQLException {
        Connection connection = login.connect();
        connection.setReadOnly(true);
        return new MySqlSession(connection);
    }

    @Override
    public List<Map<String, String>> rows(String query) throws SQLException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            ResultSetMetaData columns = result.getMetaData();
            while (result.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(
                            columns.getColumnLabel(i).toLowerCase(Locale.ROOT),
                            Objects.requireNonNullElse(result.getString(i), ""));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException nothingWasWritten) {
            // The server ends the session by itself.
        }
    }
}
