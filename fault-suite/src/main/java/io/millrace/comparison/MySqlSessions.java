package io.millrace.comparison;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens sessions in the database that is compared, with time zone UTC. */
@FunctionalInterface
public interface MySqlSessions {
    Connection open() throws SQLException;
}
