package io.millrace.benchmark.orders;

import io.millrace.local.MySqlAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The table {@code shop.orders} in MySQL. */
public final class OrdersTable {
    private static final int ROWS_A_STATEMENT = 1_000;

    private OrdersTable() {}

    /** Replaces the database by one with this many rows. */
    public static void create(MySqlAddress mysql, int rows) throws SQLException {
        try (Connection connection = connect(mysql)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP DATABASE IF EXISTS shop");
                statement.execute("CREATE DATABASE shop CHARACTER SET utf8mb4");
                statement.execute("""
                        CREATE TABLE shop.orders (
                            id BIGINT NOT NULL PRIMARY KEY,
                            customer_id INT UNSIGNED NOT NULL,
                            reference VARCHAR(32) NOT NULL,
                            status ENUM('new', 'paid', 'shipped', 'cancelled') NOT NULL,
                            title VARCHAR(200) NOT NULL,
                            note TEXT,
                            quantity INT NOT NULL,
                            price DECIMAL(12, 2) NOT NULL,
                            paid TINYINT(1) NOT NULL,
                            placed_at DATETIME(6) NOT NULL,
                            changed_at TIMESTAMP(6) NOT NULL
                        )""");
                // The rows only: without any GTID in its binlog, a server makes Debezium 3.6 fail with a
                // NullPointerException.
                statement.execute("SET SESSION sql_log_bin = 0");
            }
            connection.setAutoCommit(false);
            insert(connection, 1, rows);
            connection.commit();
        }
    }

    /** Opens a session in which a batch becomes one statement. */
    public static Connection connect(MySqlAddress mysql) throws SQLException {
        return DriverManager.getConnection(mysql.jdbcUrl("") + "&rewriteBatchedStatements=true&connectionTimeZone=UTC");
    }

    /** Adds the rows with these numbers, without committing; a statement for every thousand if the driver rewrites batches. */
    public static void insert(Connection connection, long first, long last) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO shop.orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (long number = first; number <= last; number++) {
                set(insert, Order.of(number, 0));
                insert.addBatch();
                if (number % ROWS_A_STATEMENT == 0 || number == last) {
                    insert.executeBatch();
                }
            }
        }
    }

    private static void set(PreparedStatement insert, Order order) throws SQLException {
        insert.setLong(1, order.id());
        insert.setLong(2, order.customerId());
        insert.setString(3, order.reference());
        insert.setString(4, order.status());
        insert.setString(5, order.title());
        insert.setString(6, order.note().orElse(null));
        insert.setInt(7, order.quantity());
        insert.setBigDecimal(8, order.price());
        insert.setBoolean(9, order.paid());
        insert.setObject(10, LocalDateTime.ofInstant(order.placedAt(), ZoneOffset.UTC));
        insert.setObject(11, LocalDateTime.ofInstant(order.changedAt(), ZoneOffset.UTC));
    }
}
