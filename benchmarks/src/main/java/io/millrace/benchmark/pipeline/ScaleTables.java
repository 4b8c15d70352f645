package io.millrace.benchmark.pipeline;

import io.millrace.benchmark.orders.OrdersTable;
import io.millrace.local.MySqlAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tables of a number and of columns of four types in turn, about 12 bytes each. */
record ScaleTables(MySqlAddress mysql, int tables, int columns) {
    private static final int ROWS_A_TRANSACTION = 100;
    private static final int TYPES = 4;

    /** Replaces the database by one with these tables, which are empty. */
    void create() throws SQLException {
        String declarations = IntStream.range(1, columns)
                .mapToObj(column -> ", c" + column + ' ' + type(column) + " NOT NULL")
                .collect(Collectors.joining());
        try (Connection connection = OrdersTable.connect(mysql);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS shop");
            statement.execute("CREATE DATABASE shop CHARACTER SET utf8mb4");
            for (int table = 0; table < tables; table++) {
                statement.execute(
                        "CREATE TABLE shop." + name(table) + " (id BIGINT NOT NULL PRIMARY KEY" + declarations + ')');
            }
        }
    }

    /** Adds rows with these numbers, a hundred in each transaction, which go to one table after the other. */
    void insert(long first, long last) throws SQLException {
        try (Connection connection = OrdersTable.connect(mysql)) {
            connection.setAutoCommit(false);
            for (long number = first; number <= last; number += ROWS_A_TRANSACTION) {
                int table = (int) (number / ROWS_A_TRANSACTION % tables);
                insert(connection, name(table), number, Math.min(last, number + ROWS_A_TRANSACTION - 1));
                connection.commit();
            }
        }
    }

    static String name(int table) {
        return "part_" + table;
    }

    private void insert(Connection connection, String table, long first, long last) throws SQLException {
        String places = String.join(", ", Collections.nCopies(columns, "?"));
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO shop." + table + " VALUES (" + places + ')')) {
            for (long number = first; number <= last; number++) {
                insert.setLong(1, number);
                for (int column = 1; column < columns; column++) {
                    insert.setString(column + 1, value(column, number));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String type(int column) {
        return switch (column % TYPES) {
            case 0 -> "INT";
            case 1 -> "VARCHAR(40)";
            case 2 -> "DECIMAL(14, 2)";
            default -> "DATETIME(6)";
        };
    }

    private static String value(int column, long number) {
        return switch (column % TYPES) {
            case 0 -> Long.toString(number % 1_000_000 + column);
            case 1 -> "item " + number + " of " + column;
            case 2 -> number + "." + (10 + column % 90);
            default ->
                "2026-01-%02d %02d:%02d:00.%06d"
                        .formatted(1 + number % 28, column % 24, number % 60, number % 1_000_000);
        };
    }
}
