package io.millrace.command.doctor;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A MySQL server as one look at it shows it.
 *
 * @param variables the global variables
 * @param preparedXa how often a session has prepared an XA transaction since the server started
 * @param binlogs the binlog files that the server still has, oldest first
 * @param logStatus the row of SHOW BINARY LOG STATUS
 * @param replicaIds the ids of the replicas that are connected
 * @param isReplica whether it receives changes from another server
 * @param sessionSettings unfit settings of the binlog that sessions have chosen for themselves, as {@code name=value}
 */
record MySqlFacts(
        Map<String, String> variables,
        long preparedXa,
        List<String> binlogs,
        Map<String, String> logStatus,
        List<String> replicaIds,
        boolean isReplica,
        List<String> sessionSettings) {
    private static final String SESSIONS = """
            SELECT DISTINCT CONCAT(session.variable_name, '=', session.variable_value) AS setting
            FROM performance_schema.variables_by_thread session
            JOIN performance_schema.global_variables server ON server.variable_name = session.variable_name
            WHERE session.variable_value <> server.variable_value
            AND (session.variable_name = 'binlog_format' AND session.variable_value <> 'ROW'
            OR session.variable_name = 'binlog_row_image' AND session.variable_value <> 'FULL'
            OR session.variable_name = 'binlog_row_value_options' AND session.variable_value <> '')""";

    static MySqlFacts read(SqlQueries mysql) throws SQLException {
        Map<String, String> variables = new TreeMap<>();
        mysql.rows("SHOW GLOBAL VARIABLES")
                .forEach(row -> variables.put(row.getOrDefault("variable_name", ""), row.getOrDefault("value", "")));
        boolean binlog = isOn(variables, "log_bin");
        // The new statements exist since 8.2 and 8.0.22; the old ones were removed in 8.4.
        boolean old = Versions.isBefore(variables.getOrDefault("version", ""), 8, 2);
        return new MySqlFacts(
                variables,
                mysql.rows("SHOW GLOBAL STATUS LIKE 'Com_xa_prepare'").stream()
                        .mapToLong(row -> Long.parseLong(row.getOrDefault("value", "0")))
                        .sum(),
                binlog ? permitted(mysql, "SHOW BINARY LOGS", "log_name") : List.of(),
                binlog ? first(mysql, old ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS") : Map.of(),
                permitted(mysql, old ? "SHOW SLAVE HOSTS" : "SHOW REPLICAS", "server_id"),
                !first(mysql, old ? "SHOW SLAVE STATUS" : "SHOW REPLICA STATUS").isEmpty(),
                permitted(mysql, SESSIONS, "setting"));
    }

    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    String version() {
        return variable("version");
    }

    boolean isOn(String name) {
        return isOn(variables, name);
    }

    private static boolean isOn(Map<String, String> variables, String name) {
        String value = variables.getOrDefault(name, "");
        return value.equalsIgnoreCase("ON") || value.equals("1");
    }

    private static Map<String, String> first(SqlQueries mysql, String query) {
        try {
            return mysql.rows(query).stream().findFirst().orElse(Map.of());
        } catch (SQLException notPermitted) {
            return Map.of();
        }
    }

    /** A column of a result; nothing where the user may not ask, which a check of the grants reports. */
    private static List<String> permitted(SqlQueries mysql, String query, String column) {
        try {
            return mysql.rows(query).stream()
                    .map(row -> row.getOrDefault(column, ""))
                    .toList();
        } catch (SQLException notPermitted) {
            return List.of();
        }
    }
}
