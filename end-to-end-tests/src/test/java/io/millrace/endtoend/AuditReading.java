package io.millrace.endtoend;

import io.millrace.audit.source.DebeziumSource;
import io.millrace.audit.source.SourceRows;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.local.MySqlAddress;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.MySqlLogin;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the audit reads of the table of types, compared with what a source connector has sent. A row of the snapshot is the
 * same in each column. So is one of the binlog, but for the values that Debezium reads in two ways, which the table lists.
 */
final class AuditReading {
    private final DebeziumSource source;

    AuditReading(MySqlAddress mysql, Map<String, String> settings) throws IOException {
        Map<String, String> connector = Pipeline.settings("mysql-source");
        connector.putAll(settings);
        connector.values().removeIf(String::isEmpty);
        source = new DebeziumSource(
                connector, new MySqlLogin(mysql.host(), mysql.port(), mysql.user(), mysql.password()));
    }

    List<String> differences(List<ChangeEvent> sent) throws SQLException {
        List<String> differences = new ArrayList<>();
        try (SourceRows rows = source.rows(new DatabaseTable("shop", TypeTable.NAME))) {
            Map<Integer, ChangeEvent> walked = new HashMap<>();
            for (List<ChangeEvent> chunk = rows.next(7); !chunk.isEmpty(); chunk = rows.next(7)) {
                chunk.forEach(event -> walked.put(id(event), event));
            }
            List<Row> keys = sent.stream().map(ChangeEvent::getKey).toList();
            Map<Integer, ChangeEvent> asInBinlog =
                    rows.findAsInBinlog(keys).stream().collect(Collectors.toMap(AuditReading::id, event -> event));
            Map<Integer, ChangeEvent> sentById =
                    sent.stream().collect(Collectors.toMap(AuditReading::id, event -> event));
            Set<Row> found = rows.find(keys).stream().map(ChangeEvent::getAfter).collect(Collectors.toSet());
            if (!found.equals(
                    walked.values().stream().map(ChangeEvent::getAfter).collect(Collectors.toSet()))) {
                differences.add("The rows found by their keys are not those of the walk");
            }
            for (ChangeEvent event : sent) {
                compare(event, sentById, walked, asInBinlog, differences);
            }
        }
        return differences;
    }

    private void compare(
            ChangeEvent event,
            Map<Integer, ChangeEvent> sent,
            Map<Integer, ChangeEvent> walked,
            Map<Integer, ChangeEvent> asInBinlog,
            List<String> differences) {
        int id = id(event);
        ChangeEvent read = Objects.requireNonNull(walked.get(id), () -> "Row " + id + " was not read");
        if (!read.getKey().equals(event.getKey())) {
            differences.add("The key of row " + id + " is " + read.getKey());
        }
        boolean snapshot = id < TypeTable.BINLOG_IDS;
        ChangeEvent ofSnapshot = Objects.requireNonNull(sent.get(id % TypeTable.BINLOG_IDS));
        different(read, ofSnapshot, snapshot ? Set.of() : Set.of("id"))
                .forEach(column -> differences.add("Row " + id + ", " + column + ", not as in the snapshot"));
        if (!snapshot) {
            ChangeEvent ofBinlog =
                    Objects.requireNonNull(asInBinlog.get(id), () -> "Row " + id + " was not read as in the binlog");
            different(ofBinlog, event, Set.of()).stream()
                    .filter(column -> !column.startsWith(Type.JSON.name()))
                    .forEach(column -> differences.add("Row " + id + ", " + column + ", not as in the binlog"));
        }
    }

    /** The columns that differ, as type, name and both values. */
    private List<String> different(ChangeEvent read, ChangeEvent sent, Set<String> besides) {
        Map<String, Column> columns =
                read.getAfter().getColumnsList().stream().collect(Collectors.toMap(Column::getName, column -> column));
        List<String> different = new ArrayList<>();
        for (Column expected : sent.getAfter().getColumnsList()) {
            Column found = columns.getOrDefault(expected.getName(), Column.getDefaultInstance());
            columns.remove(expected.getName());
            if (!besides.contains(expected.getName()) && !expected.equals(found)) {
                different.add(expected.getType() + " " + expected.getName() + " is " + EventText.of(found) + " and not "
                        + EventText.of(expected));
            }
        }
        columns.keySet().forEach(name -> different.add(name + " was not sent"));
        return different;
    }

    private static int id(ChangeEvent event) {
        return (int) event.getAfter().getColumns(0).getIntValue();
    }
}
