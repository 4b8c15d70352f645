package io.millrace.fault.workload;

import io.millrace.comparison.MySqlSessions;
import io.millrace.fault.workload.TableShape.Column;
import io.millrace.fault.workload.TableShapes.Null;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One session that writes random transactions. */
final class Writer {
    /** So few that rows are changed, deleted and inserted again often. */
    private static final int KEYS = 150;

    private static final int CHANGES = 20;

    private final ReconnectingSession session;
    private final List<TableShape> tables;
    private final Random random;

    Writer(MySqlSessions sessions, List<TableShape> tables, long seed) {
        this.session = new ReconnectingSession(sessions);
        this.tables = tables;
        this.random = new Random(seed);
    }

    /** One transaction, or a TRUNCATE; one that the end of the session interrupts may be committed or not. */
    void writeOnce() throws SQLException, InterruptedException {
        long seed = random.nextLong();
        session.run(connection -> {
            // Whatever became of the last one, the next does not depend on it.
            Random each = new Random(seed);
            if (each.nextInt(80) == 0) {
                truncate(connection, each);
            } else {
                transaction(connection, each);
            }
        });
    }

    private void truncate(Connection connection, Random random) throws SQLException {
        List<TableShape> truncated =
                tables.stream().filter(TableShape::truncated).toList();
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE TABLE " + oneOf(truncated, random).name());
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        connection.setAutoCommit(false);
        for (int left = 1 + random.nextInt(CHANGES); left > 0; left--) {
            change(connection, oneOf(tables, random), random);
        }
        if (random.nextInt(10) == 0) {
            connection.rollback();
        } else {
            connection.commit();
        }
    }

    private static void change(Connection connection, TableShape table, Random random) throws SQLException {
        List<Object> key = table.key().values().apply(random.nextInt(KEYS));
        List<Object> values = new ArrayList<>();
        String statement = switch (random.nextInt(10)) {
            case 0, 1 -> {
                values.addAll(key);
                yield table.delete();
            }
            case 2 -> {
                values.addAll(table.key().values().apply(random.nextInt(KEYS)));
                values.addAll(key);
                yield table.move();
            }
            case 3, 4, 5 -> {
                Column column = oneOf(table.columns(), random);
                values.add(column.value().apply(random));
                values.addAll(key);
                yield table.update(column);
            }
            default -> {
                values.addAll(key);
                values.addAll(others(table, random));
                yield table.put();
            }
        };
        execute(connection, statement, values);
    }

    /** Writes the row with the first key. */
    static void putFirst(Connection connection, TableShape table) throws SQLException {
        List<Object> values = new ArrayList<>(table.key().values().apply(0));
        values.addAll(others(table, new Random(0)));
        execute(connection, table.put(), values);
    }

    private static List<Object> others(TableShape table, Random random) {
        return table.columns().stream()
                .map(column -> column.value().apply(random))
                .toList();
    }

    private static void execute(Connection connection, String sql, List<Object> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i) == Null.NULL ? null : values.get(i));
            }
            statement.executeUpdate();
        }
    }

    private static <T> T oneOf(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
