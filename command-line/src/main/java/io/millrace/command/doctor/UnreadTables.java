package io.millrace.command.doctor;

import io.millrace.state.mysql.DatabaseTable;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables that a check could not read: in the time that it had, or at all. */
final class UnreadTables {
    /** ER_QUERY_TIMEOUT, of a query that took longer than its MAX_EXECUTION_TIME. */
    private static final int QUERY_TIMEOUT = 3024;

    private final Set<DatabaseTable> late = new TreeSet<>();
    private final Map<DatabaseTable, String> refused = new TreeMap<>();

    /** No time was left for a table. */
    void add(DatabaseTable table) {
        late.add(table);
    }

    /** A query failed. */
    void add(DatabaseTable table, SQLException failure) {
        if (failure.getErrorCode() == QUERY_TIMEOUT) {
            late.add(table);
        } else {
            refused.put(table, failure.getMessage() == null ? failure.toString() : failure.getMessage());
        }
    }

    /**
     * Reports them, if there are any.
     *
     * @param what was not done, before the names of the tables
     */
    void report(Diagnosis.Findings findings, String code, String what, String consequence) {
        if (!late.isEmpty()) {
            findings.note(
                    code,
                    what + " in " + TableChecks.names(late),
                    consequence,
                    "Run the doctor with a larger --row-size-seconds when the server is idle");
        }
        refused.forEach((table, reason) -> findings.note(
                code,
                what + " in " + table + ": " + reason,
                consequence,
                "Name a user who may read the tables with --mysql-url, if that is the reason"));
    }
}
