package io.millrace.command.doctor;

import io.millrace.state.mysql.DatabaseTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Measures the largest rows of tables that could exceed a limit, and compares them with all limits on the way. */
final class RowSizeChecks {
    /** How much larger than an event the limits after it must be. */
    private static final long ALLOWANCE = 100_000;
    /** What a searchd stores of one value of a string attribute or in JSON. */
    private static final long LONGEST_STRING = (4L << 20) - 1;

    private static final long LONGEST_JSON = 2L << 20;
    /** Names and types of the columns, which an event has beside the values. */
    private static final long REST_OF_EVENT = 4096;

    private final SqlQueries mysql;
    private final List<SizeLimit> limits;
    private final Diagnosis.Findings findings;

    /** @param type as information_schema has it: json, text, blob, … */
    private record LargeColumn(String name, String type, long longest) {
        String length() {
            return "COALESCE(LENGTH(`" + name.replace("`", "``") + "`), 0)";
        }

        boolean isBinary() {
            return type.contains("blob") || type.contains("binary");
        }
    }

    RowSizeChecks(SqlQueries mysql, List<SizeLimit> limits, Diagnosis.Findings findings) {
        this.mysql = mysql;
        this.limits = limits;
        this.findings = findings;
    }

    /** That each stage takes the largest event that the source sends. */
    void limits(SizeLimit event) {
        for (SizeLimit limit : limits) {
            if (!limit.equals(event) && limit.bytes() < event.bytes() + ALLOWANCE) {
                findings.warning(
                        "limits-disagree",
                        limit.where() + " is " + limit.bytes() + ", and " + event.where() + " is " + event.bytes(),
                        "Limits after event.max.bytes must be 100,000 bytes larger. " + limit.consequence()
                                + " between them",
                        limit.remedy() + ", or lower value.converter.event.max.bytes");
            }
        }
    }

    /** @param budget for reading tables, all together; none of them is read longer than a tenth of it */
    void run(Set<DatabaseTable> captured, Duration budget) throws SQLException {
        long smallest = limits.stream().mapToLong(SizeLimit::bytes).min().orElse(Long.MAX_VALUE);
        Map<DatabaseTable, List<LargeColumn>> candidates = columns();
        candidates.keySet().retainAll(captured);
        candidates
                .values()
                .removeIf(columns ->
                        columns.stream().mapToLong(LargeColumn::longest).sum() + REST_OF_EVENT
                                <= Math.min(smallest, LONGEST_JSON));
        UnreadTables unmeasured = new UnreadTables();
        long end = System.nanoTime() + budget.toNanos();
        candidates.forEach((table, large) -> {
            if (System.nanoTime() >= end) {
                unmeasured.add(table);
                return;
            }
            try {
                measure(table, large, Math.max(1, budget.toMillis() / 10));
            } catch (SQLException e) {
                unmeasured.add(table, e);
            }
        });
        unmeasured.report(
                findings,
                "rows-unmeasured",
                "The largest rows were not measured",
                "Rows that exceed a limit on the way do not arrive, or without their largest columns");
    }

    private Map<DatabaseTable, List<LargeColumn>> columns() throws SQLException {
        return mysql
                .rows("SELECT table_schema AS db, table_name AS name, column_name AS col, data_type AS type,"
                        + " COALESCE(character_octet_length, 1073741824) AS bytes FROM information_schema.columns"
                        + " WHERE (character_octet_length > 1000 OR data_type = 'json') AND table_schema"
                        + " NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')")
                .stream()
                .collect(Collectors.groupingBy(
                        row -> new DatabaseTable(row.getOrDefault("db", ""), row.getOrDefault("name", "")),
                        TreeMap::new,
                        Collectors.mapping(
                                row -> new LargeColumn(
                                        row.getOrDefault("col", ""),
                                        row.getOrDefault("type", ""),
                                        Long.parseLong(row.getOrDefault("bytes", "0"))),
                                Collectors.toList())));
    }

    private void measure(DatabaseTable table, List<LargeColumn> columns, long milliseconds) throws SQLException {
        Map<String, String> row = new LinkedHashMap<>();
        String lengths = columns.stream().map(LargeColumn::length).collect(Collectors.joining(" + "));
        StringBuilder query = new StringBuilder(
                "SELECT /*+ MAX_EXECUTION_TIME(" + milliseconds + ") */ MAX(" + lengths + ") AS whole");
        for (int i = 0; i < columns.size(); i++) {
            query.append(", MAX(")
                    .append(columns.get(i).length())
                    .append(") AS c")
                    .append(i);
        }
        query.append(" FROM `").append(table.database().replace("`", "``"));
        query.append("`.`").append(table.name().replace("`", "``")).append('`');
        mysql.rows(query.toString()).forEach(row::putAll);
        compare(table, number(row, "whole") + REST_OF_EVENT);
        for (int i = 0; i < columns.size(); i++) {
            compare(table, columns.get(i), number(row, "c" + i));
        }
    }

    private void compare(DatabaseTable table, long bytes) {
        limits.stream()
                .filter(limit -> limit.bytes() < bytes)
                .min(Comparator.comparingLong(SizeLimit::bytes))
                .ifPresent(limit -> findings.warning(
                        "row-too-large",
                        "The largest row of " + table + " makes an event of about " + bytes + " bytes; " + limit.where()
                                + " is " + limit.bytes(),
                        limit.consequence(),
                        limit.remedy() + "; or leave the largest columns out with column.exclude.list"));
    }

    private void compare(DatabaseTable table, LargeColumn column, long bytes) {
        boolean json = column.type().equals("json");
        if (!column.isBinary() && bytes > (json ? LONGEST_JSON : LONGEST_STRING)) {
            findings.add(
                    json ? Severity.WARNING : Severity.NOTE,
                    "value-too-long",
                    "The longest value of " + table + "." + column.name() + " has " + bytes + " bytes",
                    json
                            ? "Manticore would drop JSON of more than 2 MiB in its own form, so the row becomes a dead"
                                    + " letter"
                            : "Manticore would cut it in a string attribute, so the row would become a dead letter; a"
                                    + " text column takes it",
                    "Leave the column out of the index, or make it text, with the setting table." + table
                            + " of the sink");
        }
    }

    private static long number(Map<String, String> row, String column) {
        String value = row.getOrDefault(column, "");
        return value.isEmpty() ? 0 : Long.parseLong(value);
    }
}
