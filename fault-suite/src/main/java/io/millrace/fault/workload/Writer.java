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
import java.util.Set;

/** One session that writes random transactions. */
final class Writer {
    /** So few that rows are changed, deleted and inserted again often. */
    private static final int KEYS = 150;

    private static final int CHANGES = 20;

    /**
     * Unknown column, twice the same one, a definition that changed since the transaction began, values that do not fit
     * the new type, a column without a value.
     */
    private static final Set<Integer> OTHER_COLUMNS =
            Set.of(1054, 1060, 1091, 1412, 1136, 1364, 1265, 1366, 1264, 1406, 1292);

    private final ReconnectingSession session;
    private final List<TableShape> tables;
    private final boolean alters;
    private final Random random;

    /** @param alters whether it alters and writes the table whose columns change */
    Writer(MySqlSessions sessions, List<TableShape> tables, boolean alters, long seed) {
        this.session = new ReconnectingSession(sessions);
        this.tables = tables;
        this.alters = alters;
        this.random = new Random(seed);
    }

    /** One transaction, or a TRUNCATE; one that the end of the session interrupts may be committed or not. */
    void writeOnce() throws SQLException, InterruptedException {
        long seed = random.nextLong();
        session.run(connection -> {
            // Whatever became of the last one, the next does not depend on it.
            Random each = new Random(seed);
            switch (each.nextInt(80)) {
                case 0 -> truncate(connection, oneOf(truncated(), each));
                case 1 -> {
                    if (alters) {
                        unlessAltered(connection, () -> AlteredTable.alter(connection, each));
                    }
                }
                default -> unlessAltered(connection, () -> transaction(connection, each));
            }
        });
    }

    private interface Work {
        void run() throws SQLException;
    }

    /** What the other session's ALTER makes impossible is rolled back. */
    private static void unlessAltered(Connection connection, Work work) throws SQLException {
        try {
            work.run();
        } catch (SQLException e) {
            if (!OTHER_COLUMNS.contains(e.getErrorCode())) {
                throw e;
            }
            connection.rollback();
        }
    }

    /**
     * Writes rows, a TRUNCATE and other rows to each table that is emptied now and then, nearly always within a second. As
     * nothing follows, the index shows whether they took effect in this order.
     */
    void truncateLast() throws SQLException, InterruptedException {
        for (TableShape table : truncated()) {
            session.run(connection -> {
                connection.setAutoCommit(false);
                putAll(connection, table, 0, KEYS / 3);
                truncate(connection, table);
                putAll(connection, table, KEYS / 3, KEYS / 2);
            });
        }
    }

    /** Writes the rows with the keys from one number to before another. */
    private void putAll(Connection connection, TableShape table, int from, int to) throws SQLException {
        for (int number = from; number < to; number++) {
            put(connection, table, number, random);
        }
        connection.commit();
    }

    private List<TableShape> truncated() {
        return tables.stream().filter(TableShape::truncated).toList();
    }

    private static void truncate(Connection connection, TableShape table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE TABLE " + table.name());
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        connection.setAutoCommit(false);
        for (int left = 1 + random.nextInt(CHANGES); left > 0; left--) {
            int chosen = random.nextInt(tables.size() + (alters ? 1 : 0));
            change(connection, chosen < tables.size() ? tables.get(chosen) : AlteredTable.now(connection), random);
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
        put(connection, table, 0, new Random(0));
    }

    private static void put(Connection connection, TableShape table, int number, Random random) throws SQLException {
        List<Object> values = new ArrayList<>(table.key().values().apply(number));
        values.addAll(others(table, random));
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
