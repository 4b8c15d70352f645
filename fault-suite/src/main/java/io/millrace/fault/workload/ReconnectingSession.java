package io.millrace.fault.workload;

import io.millrace.comparison.MySqlSessions;
import io.millrace.fault.pipeline.TestedPipeline;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A session that is opened again after the server was away. Not thread-safe. */
final class ReconnectingSession {
    private static final long AGAIN_AFTER_MS = 100;
    private static final String NOT_THERE_NOW = "08";
    /** A statement that was running when the server was shut down. */
    private static final String INTERRUPTED = "70100";

    private final MySqlSessions sessions;
    private final Duration patience;
    private @Nullable Connection connection;

    ReconnectingSession(MySqlSessions sessions) {
        this(sessions, TestedPipeline.PATIENCE);
    }

    /** @param patience for how long a server that is away is waited for */
    ReconnectingSession(MySqlSessions sessions, Duration patience) {
        this.sessions = sessions;
        this.patience = patience;
    }

    interface Work {
        void in(Connection session) throws SQLException;
    }

    /** Does it once; if the server ends meanwhile, nobody knows whether it did. Waits for a server that is away, but not for ever. */
    void run(Work work) throws SQLException, InterruptedException {
        Connection session = open();
        try {
            work.in(session);
        } catch (SQLException e) {
            if (!passes(e)) {
                throw e;
            }
            close();
        }
    }

    private Connection open() throws SQLException, InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        while (connection == null) {
            try {
                connection = sessions.open();
            } catch (SQLException e) {
                if (!passes(e)) {
                    throw e;
                }
                if (!Instant.now().isBefore(deadline)) {
                    throw new SQLException("MySQL has not come back within " + patience.toSeconds() + " s", e);
                }
                Thread.sleep(AGAIN_AFTER_MS);
            }
        }
        return connection;
    }

    /** The server is away, or this transaction was in another's way. */
    private static boolean passes(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return e instanceof SQLTransientException
                || e instanceof SQLRecoverableException
                || e instanceof SQLNonTransientConnectionException
                || state.startsWith(NOT_THERE_NOW)
                || state.equals(INTERRUPTED);
    }

    /** Undoes what is not committed. */
    private void close() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException gone) {
                // As it should be.
            }
            connection = null;
        }
    }
}
