package io.millrace.command.doctor;

import io.millrace.state.mysql.DatabaseTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Looks for values that stop Debezium, or that the binlog has otherwise than a snapshot. */
final class ValueChecks {
    private final SqlQueries mysql;
    private final Diagnosis.Findings findings;
    private final Map<OddValue, Set<String>> found = new TreeMap<>();

    /** What a column may hold, with the condition that finds it. */
    private enum OddValue {
        NO_SUCH_DATE("DAYOFMONTH(%1$s) > DAYOFMONTH(LAST_DAY(%1$s))"),
        YEAR_ZERO("YEAR(%1$s) = 0 AND MONTH(%1$s) > 0 AND DAYOFMONTH(%1$s) > 0"),
        NUMBER_ZERO("%1$s = 0"),
        ZERO_DATE_IN_KEY("YEAR(%1$s) = 0 AND MONTH(%1$s) = 0"),
        LATIN1_IN_KEY("HEX(%1$s) REGEXP '^(..)*(81|8D|8F|90|9D)'");

        private final String condition;

        OddValue(String condition) {
            this.condition = condition;
        }

        String in(String column) {
            return condition.formatted('`' + column.replace("`", "``") + '`');
        }
    }

    private record Candidate(String column, OddValue value) {}

    ValueChecks(SqlQueries mysql, Diagnosis.Findings findings) {
        this.mysql = mysql;
        this.findings = findings;
    }

    /** @param budget for reading tables, all together; none of them is read longer than a tenth of it */
    void run(Set<DatabaseTable> captured, Duration budget) throws SQLException {
        Map<DatabaseTable, List<Candidate>> candidates = candidates();
        candidates.keySet().retainAll(captured);
        UnreadTables unread = new UnreadTables();
        long end = System.nanoTime() + budget.toNanos();
        candidates.forEach((table, values) -> {
            if (System.nanoTime() >= end) {
                unread.add(table);
                return;
            }
            try {
                read(table, values, Math.max(1, budget.toMillis() / 10));
            } catch (SQLException e) {
                unread.add(table, e);
            }
        });
        report();
        unread.report(
                findings,
                "values-unread",
                "Dates and keys were not read",
                "Some values stop Debezium, or give a row two documents: docs/limits.md");
    }

    private Map<DatabaseTable, List<Candidate>> candidates() throws SQLException {
        Map<DatabaseTable, List<Candidate>> candidates = new TreeMap<>();
        for (Map<String, String> row :
                mysql.rows("SELECT table_schema AS db, table_name AS name, column_name AS col, data_type AS type,"
                        + " COALESCE(character_set_name, '') AS alphabet, column_key AS in_key"
                        + " FROM information_schema.columns WHERE (data_type IN ('date', 'datetime', 'year')"
                        + " OR column_key = 'PRI' AND (data_type = 'timestamp' OR character_set_name = 'latin1'))"
                        + " AND table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')")) {
            List<Candidate> values = candidates.computeIfAbsent(
                    new DatabaseTable(row.getOrDefault("db", ""), row.getOrDefault("name", "")),
                    table -> new ArrayList<>());
            valuesOf(row).forEach(value -> values.add(new Candidate(row.getOrDefault("col", ""), value)));
        }
        return candidates;
    }

    private static List<OddValue> valuesOf(Map<String, String> column) {
        boolean key = column.getOrDefault("in_key", "").equals("PRI");
        return switch (column.getOrDefault("type", "").toLowerCase(Locale.ROOT)) {
            case "date", "datetime" ->
                key
                        ? List.of(OddValue.NO_SUCH_DATE, OddValue.YEAR_ZERO, OddValue.ZERO_DATE_IN_KEY)
                        : List.of(OddValue.NO_SUCH_DATE, OddValue.YEAR_ZERO);
            case "timestamp" -> List.of(OddValue.ZERO_DATE_IN_KEY);
            case "year" -> List.of(OddValue.NUMBER_ZERO);
            default -> List.of(OddValue.LATIN1_IN_KEY);
        };
    }

    private void read(DatabaseTable table, List<Candidate> candidates, long milliseconds) throws SQLException {
        StringBuilder query = new StringBuilder("SELECT /*+ MAX_EXECUTION_TIME(" + milliseconds + ") */");
        for (int i = 0; i < candidates.size(); i++) {
            Candidate each = candidates.get(i);
            query.append(i > 0 ? ", " : " ").append("MAX(").append(each.value().in(each.column()));
            query.append(") AS c").append(i);
        }
        query.append(" FROM `").append(table.database().replace("`", "``"));
        query.append("`.`").append(table.name().replace("`", "``")).append('`');
        for (Map<String, String> row : mysql.rows(query.toString())) {
            for (int i = 0; i < candidates.size(); i++) {
                if ("1".equals(row.get("c" + i))) {
                    Candidate each = candidates.get(i);
                    found.computeIfAbsent(each.value(), value -> new TreeSet<>())
                            .add(table + "." + each.column());
                }
            }
        }
    }

    private void report() {
        found.forEach((value, columns) -> {
            String names = TableChecks.names(columns);
            switch (value) {
                case NO_SUCH_DATE ->
                    findings.error(
                            "no-such-date",
                            "Dates that do not exist, such as 2024-02-31: " + names,
                            "Debezium stops at them, in a snapshot and in the binlog",
                            "UPDATE the rows before the source is started, and write no more of them:"
                                    + " take ALLOW_INVALID_DATES out of sql_mode");
                case YEAR_ZERO ->
                    findings.warning(
                            "year-zero",
                            "Dates in the year 0: " + names,
                            "From the binlog, Debezium delivers NULL for them, or 1970-01-01 if the column is NOT NULL; in a"
                                    + " primary key, the row gets a second document",
                            "UPDATE them to a date from the year 1 on, or to NULL");
                case NUMBER_ZERO ->
                    findings.warning(
                            "year-zero",
                            "The year 0: " + names,
                            "A snapshot has 2000 instead, and the binlog 0; in a primary key, the row gets a second document",
                            "UPDATE it to NULL, or ALTER TABLE … MODIFY the column to SMALLINT");
                case ZERO_DATE_IN_KEY ->
                    findings.warning(
                            "zero-date-key",
                            "Primary keys with the date 0000-00-00: " + names,
                            "Debezium takes it for 1970-01-01, so that the row shares a document with the row of that date",
                            "UPDATE the key to another date that stands for none");
                case LATIN1_IN_KEY ->
                    findings.warning(
                            "latin1-key",
                            "Primary keys with the bytes 81, 8D, 8F, 90 or 9D in latin1: " + names,
                            "The binlog does not have these letters, so that updates and deletes of the row become dead"
                                    + " letters",
                            "ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4, and read the table again");
            }
        });
    }
}
