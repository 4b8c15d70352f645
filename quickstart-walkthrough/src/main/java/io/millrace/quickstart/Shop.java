package io.millrace.quickstart;

import io.millrace.local.MySqlAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sample database in MySQL. */
final class Shop implements AutoCloseable {
    static final List<String> TABLES = List.of("customers", "products", "orders", "order_lines");
    static final String PRODUCTS = "products";

    private static final String SCRIPT = "shop.sql";
    /** The comment of each sample table. */
    private static final String MARK = "Sample of Millrace";

    private final Connection connection;

    private Shop(Connection connection) {
        this.connection = connection;
    }

    /**
     * Loads the sample unless it exists.
     *
     * @throws QuickstartException if the server has a different database of that name
     */
    static Shop open(MySqlAddress mysql) {
        try {
            Connection connection = DriverManager.getConnection(mysql.jdbcUrl(""));
            Shop shop = new Shop(connection);
            if (!shop.exists("SELECT 1 FROM information_schema.schemata WHERE schema_name = 'shop'")) {
                shop.load();
            } else if (!shop.exists("SELECT 1 FROM information_schema.tables WHERE table_schema = 'shop'"
                    + " AND table_name = '" + PRODUCTS + "' AND table_comment = '" + MARK + "'")) {
                connection.close();
                throw new QuickstartException("The MySQL server at " + mysql
                        + " has a database 'shop' that is not the sample, and was left unchanged. Set"
                        + " MILLRACE_MYSQL_URL to another server, or unset it.");
            }
            connection.setCatalog("shop");
            return shop;
        } catch (SQLException e) {
            throw failed("load the sample shop", e);
        }
    }

    /**
     * Creates Debezium's signal table, with which {@code ./millrace} has tables read again.
     *
     * @param writer Debezium's account if it is not the one that loaded the sample
     */
    void createSignalTable(Optional<String> writer) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS millrace_signal"
                    + " (id VARCHAR(42) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT)");
            if (writer.isPresent()) {
                statement.execute("GRANT INSERT ON millrace_signal TO " + writer.get());
            }
        } catch (SQLException e) {
            throw failed("create the signal table", e);
        }
    }

    Map<String, Long> rowCounts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                try (ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
                    result.next();
                    counts.put(table, result.getLong(1));
                }
            }
            return counts;
        } catch (SQLException e) {
            throw failed("count the rows of the sample shop", e);
        }
    }

    Set<String> columns(String table) {
        Set<String> columns = new HashSet<>();
        try (ResultSet result = connection.getMetaData().getColumns("shop", null, table, null)) {
            while (result.next()) {
                columns.add(result.getString("COLUMN_NAME"));
            }
            return columns;
        } catch (SQLException e) {
            throw failed("read the columns of the sample shop", e);
        }
    }

    /** Commits a new product and returns its id. */
    long addProduct(String sku, String title, String description) {
        String sql =
                "INSERT INTO products (sku, title, description, category, price) VALUES (?, ?, ?, 'kitchen', 64.90)";
        try (PreparedStatement insert = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, sku);
            insert.setString(2, title);
            insert.setString(3, description);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        } catch (SQLException e) {
            throw failed("insert a product", e);
        }
    }

    void describeProduct(long id, String description) {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE products SET description = ? WHERE id = ?")) {
            update.setString(1, description);
            update.setLong(2, id);
            update.executeUpdate();
        } catch (SQLException e) {
            throw failed("update a product", e);
        }
    }

    void removeProduct(long id) {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM products WHERE id = ?")) {
            delete.setLong(1, id);
            delete.executeUpdate();
        } catch (SQLException e) {
            throw failed("delete a product", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed("close the connection", e);
        }
    }

    private void load() throws SQLException {
        // A statement ends with a semicolon at the end of a line.
        String script = script().replaceAll("(?m)^--.*\n", "");
        try (Statement statement = connection.createStatement()) {
            for (String sql : script.split(";\\s*\n")) {
                statement.execute(sql);
            }
        }
    }

    private boolean exists(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next();
        }
    }

    private static String script() {
        try (InputStream resource = Shop.class.getResourceAsStream(SCRIPT)) {
            if (resource == null) {
                throw new IllegalStateException(SCRIPT + " is missing from the class path");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + SCRIPT, e);
        }
    }

    private static QuickstartException failed(String what, SQLException cause) {
        return new QuickstartException("Cannot " + what + " in MySQL: " + cause.getMessage(), cause);
    }
}
