package io.millrace.endtoend;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/** Random transactions over several tables, with TRUNCATE between them and a clock that steps back now and then. */
final class BinlogHistory {
    static final List<String> TABLES = List.of("e2e_ledger", "e2e_entries", "e2e_notes");
    static final String LARGE = "e2e_large";
    /** Never truncated. */
    static final String END = "e2e_end";

    static final String REDECLARED = "e2e_redeclared";

    private static final int KEYS = 60;
    private static final int CHANGES = 12;

    private final Statement statement;
    private final Random random;

    BinlogHistory(Connection connection, long seed) throws SQLException {
        statement = connection.createStatement();
        random = new Random(seed);
    }

    /** With a row each, since a table that was always empty is not in the index. */
    void createTables() throws SQLException {
        for (String table : TABLES) {
            statement.execute("CREATE TABLE " + table + " (id INT PRIMARY KEY, title VARCHAR(40), version INT)");
            statement.execute("INSERT INTO " + table + " VALUES (1, 'first', 0)");
        }
        statement.execute("CREATE TABLE " + END + " (id INT PRIMARY KEY, version INT)");
        end();
        statement.execute("CREATE TABLE " + LARGE + " (id INT PRIMARY KEY, title VARCHAR(40), version INT)");
    }

    /** Without a pause, so that many transactions are within one second. */
    void run(int transactions) throws SQLException {
        for (int i = 0; i < transactions; i++) {
            if (random.nextInt(8) == 0) {
                if (random.nextBoolean()) {
                    setClockRight();
                } else {
                    setClockBack(random.nextInt(3600));
                }
            }
            if (random.nextInt(6) == 0) {
                statement.execute("TRUNCATE TABLE " + table());
            } else {
                transaction();
            }
        }
        setClockRight();
    }

    /** Debezium takes the time of a transaction from its GTID event if there is one, otherwise from each event. */
    private void setClockBack(int seconds) throws SQLException {
        statement.execute("SET TIMESTAMP = UNIX_TIMESTAMP() - " + seconds);
        statement.execute("SET SESSION original_commit_timestamp = UNIX_TIMESTAMP() * 1000000");
    }

    private void setClockRight() throws SQLException {
        statement.execute("SET TIMESTAMP = DEFAULT");
        statement.execute("SET SESSION original_commit_timestamp = DEFAULT");
    }

    /** The last change so far. */
    void end() throws SQLException {
        statement.execute("INSERT INTO " + END + " VALUES (1, 0) ON DUPLICATE KEY UPDATE version = version + 1");
    }

    /** One transaction. */
    void insertMany(int rows) throws SQLException {
        statement.execute("SET SESSION cte_max_recursion_depth = " + (rows + 1));
        statement.execute("INSERT INTO " + LARGE + " WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n"
                + " WHERE id < " + rows + ") SELECT id, CONCAT('row ', id), 0 FROM n");
    }

    void truncateLarge() throws SQLException {
        statement.execute("TRUNCATE TABLE " + LARGE);
    }

    /** Updates and deletes among many rows whose key is declared anew twice. */
    void redeclareKey(int rows) throws SQLException {
        statement.execute("CREATE TABLE " + REDECLARED
                + " (nr INT, code VARCHAR(10), title VARCHAR(40), PRIMARY KEY (nr, code))");
        statement.execute("SET SESSION cte_max_recursion_depth = " + (rows + 1));
        statement.execute(
                "INSERT INTO " + REDECLARED + " WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n"
                        + " WHERE id < " + rows + ") SELECT id, CONCAT('c', id % 7), 'first' FROM n");
        for (String definition : List.of("nr BIGINT", "nr BIGINT UNSIGNED", "code CHAR(10)")) {
            statement.execute("UPDATE " + REDECLARED + " SET title = 'before " + definition + "' WHERE nr % 3 = "
                    + random.nextInt(3));
            statement.execute("ALTER TABLE " + REDECLARED + " MODIFY " + definition);
            statement.execute("UPDATE " + REDECLARED + " SET title = 'after " + definition + "' WHERE nr % 5 = "
                    + random.nextInt(5));
            statement.execute("DELETE FROM " + REDECLARED + " WHERE nr % 11 = " + random.nextInt(11));
        }
    }

    private void transaction() throws SQLException {
        statement.execute("START TRANSACTION");
        for (int left = 1 + random.nextInt(CHANGES); left > 0; left--) {
            change();
        }
        statement.execute(random.nextInt(10) == 0 ? "ROLLBACK" : "COMMIT");
    }

    private void change() throws SQLException {
        int id = 1 + random.nextInt(KEYS);
        switch (random.nextInt(4)) {
            case 0 -> statement.execute("DELETE FROM " + table() + " WHERE id = " + id);
            case 1 -> statement.execute("UPDATE " + table() + " SET version = version + 1 WHERE id < " + id);
            default ->
                statement.execute("INSERT INTO " + table() + " VALUES (" + id + ", 'row " + random.nextInt() + "', 0)"
                        + " ON DUPLICATE KEY UPDATE title = VALUES(title), version = version + 1");
        }
    }

    private String table() {
        return TABLES.get(random.nextInt(TABLES.size()));
    }
}
