package io.millrace.fault.workload;

import io.millrace.comparison.MySqlSessions;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Declares the key of a table with another integer type now and then, which must move no row to another partition. */
final class KeyAlterations {
    static final String TABLE = "rekeyed";

    private static final List<String> TYPES = List.of("BIGINT", "MEDIUMINT", "INT UNSIGNED", "INT");
    private static final int SHORTEST_PAUSE_MS = 1_000;
    private static final int LONGEST_PAUSE_MS = 4_000;

    private final ReconnectingSession session;
    private final Random random;
    private int count;

    KeyAlterations(MySqlSessions sessions, long seed) {
        session = new ReconnectingSession(sessions);
        random = new Random(seed);
    }

    Void alterOnce() throws SQLException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS));
        String type = TYPES.get(count++ % TYPES.size());
        session.run(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("ALTER TABLE " + TABLE + " MODIFY id " + type + " NOT NULL");
            }
        });
        return null;
    }
}
