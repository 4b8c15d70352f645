package io.millrace.command.doctor;

import io.millrace.state.mysql.DatabaseTable;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Checks that the source's user may do in MySQL what Debezium does. */
final class MySqlUserChecks {
    private final SqlQueries mysql;
    private final Diagnosis.Findings findings;
    /** The accounts of the source's user, as GRANT names them. */
    private final Set<String> accounts = new TreeSet<>();

    MySqlUserChecks(SqlQueries mysql, Diagnosis.Findings findings) {
        this.mysql = mysql;
        this.findings = findings;
    }

    /**
     * @param user of the source
     * @param signals the source's signal table
     */
    void run(String user, Optional<DatabaseTable> signals) throws SQLException {
        Set<String> granted = privileges("user_privileges", user, "");
        if (granted.isEmpty()) {
            findings.note(
                    "grants-unseen",
                    "The grants of user " + user + " cannot be seen",
                    "They may come from a role, or the doctor's own user may not read them",
                    "SHOW GRANTS FOR '" + user + "'@'%'; must list SELECT, RELOAD, SHOW DATABASES, REPLICATION SLAVE"
                            + " and REPLICATION CLIENT");
            return;
        }
        require(granted, user, "REPLICATION SLAVE", "Debezium cannot read the binlog");
        require(granted, user, "REPLICATION CLIENT", "Debezium cannot ask how far the binlog reaches");
        if (!granted.contains("SELECT")
                && privileges("schema_privileges", user, "").isEmpty()
                && privileges("table_privileges", user, "").isEmpty()) {
            require(granted, user, "SELECT", "Debezium cannot read the rows that are there already");
        }
        if (!granted.contains("RELOAD")) {
            findings.warning(
                    "grant-missing",
                    "User " + user + " lacks RELOAD",
                    "A snapshot then locks the tables themselves, for which it needs LOCK TABLES, and as long as it"
                            + " runs",
                    grant("RELOAD", user));
        }
        if (signals.isPresent()) {
            signals(granted, user, signals.get());
        }
    }

    private void require(Set<String> granted, String user, String privilege, String consequence) {
        if (!granted.contains(privilege)) {
            findings.error(
                    "grant-missing", "User " + user + " lacks " + privilege, consequence, grant(privilege, user));
        }
    }

    private void signals(Set<String> granted, String user, DatabaseTable table) throws SQLException {
        boolean exists = !mysql.rows("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = '"
                        + quoted(table.database()) + "' AND table_name = '" + quoted(table.name()) + "'")
                .isEmpty();
        if (!exists) {
            findings.note(
                    "signal-table",
                    "The signal table " + table + " does not exist",
                    "Rows that the stream no longer holds cannot be read again",
                    "CREATE TABLE " + table
                            + " (id VARCHAR(42) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT); GRANT INSERT ON "
                            + table + " TO " + account(user) + ";");
            return;
        }
        Set<String> all = new HashSet<>(granted);
        all.addAll(privileges("schema_privileges", user, " AND '" + quoted(table.database()) + "' LIKE table_schema"));
        all.addAll(privileges(
                "table_privileges",
                user,
                " AND table_schema = '" + quoted(table.database()) + "' AND table_name = '" + quoted(table.name())
                        + "'"));
        if (!all.contains("INSERT")) {
            findings.warning(
                    "signal-grant",
                    "User " + user + " may not write to the signal table " + table,
                    "Debezium marks the parts of an incremental snapshot there; without that it reads nothing",
                    "GRANT INSERT ON " + table + " TO " + account(user) + ";");
        }
    }

    private Set<String> privileges(String view, String user, String condition) throws SQLException {
        Set<String> privileges = new HashSet<>();
        for (Map<String, String> row : mysql.rows(
                "SELECT DISTINCT grantee AS account, privilege_type AS privilege FROM information_schema." + view
                        + " WHERE grantee LIKE '''" + quoted(quoted(user)).replace("_", "\\_") + "''@%'" + condition)) {
            privileges.add(row.getOrDefault("privilege", ""));
            accounts.add(row.getOrDefault("account", ""));
        }
        privileges.removeAll(List.of("USAGE", ""));
        return privileges;
    }

    private String grant(String privilege, String user) {
        return "GRANT " + privilege + " ON *.* TO " + account(user) + ";";
    }

    /** With the host of the user's account, if there is one account that can be seen. */
    private String account(String user) {
        accounts.remove("");
        return accounts.size() == 1 ? accounts.iterator().next() : "'" + user + "'@'%'";
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("'", "''");
    }
}
