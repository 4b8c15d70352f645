package io.millrace.endtoend;

import io.millrace.event.Row;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The table of types in MySQL: one column per declaration, one row for the first value of each, one for the second, and so
 * on.
 */
final class TypeTable {
    static final String NAME = "every_type";

    /** Rows inserted after the snapshot have the ids of the others plus this number. */
    static final int BINLOG_IDS = 1000;

    private static final String SINCE = "[MySQL ";

    private final Map<String, List<TypeCase>> casesByColumn;
    private final List<Map<String, TypeCase>> rows;

    private TypeTable(Map<String, List<TypeCase>> casesByColumn) {
        this.casesByColumn = casesByColumn;
        this.rows = rows(casesByColumn.values());
    }

    /** The cases for that server. A line in brackets names the MySQL version that the following cases need. */
    static TypeTable read(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        Map<String, List<TypeCase>> casesByColumn = new LinkedHashMap<>();
        String ddl = "";
        for (String line : lines("/types.txt")) {
            if (line.startsWith(SINCE)) {
                if (version < Integer.parseInt(line.substring(SINCE.length(), line.length() - 1))) {
                    break;
                }
                continue;
            }
            String[] cells = line.split("\\|", -1);
            if (cells.length != 4) {
                throw new IllegalArgumentException("Expected four cells: " + line);
            }
            ddl = cells[0].isBlank() ? ddl : cells[0].strip();
            String column = column(ddl);
            casesByColumn
                    .computeIfAbsent(column, each -> new ArrayList<>())
                    .add(new TypeCase(column, ddl, cells[1].strip(), cells[2].strip(), cells[3].strip()));
        }
        return new TypeTable(casesByColumn);
    }

    /**
     * The differences that the table of handling modes lists for these settings. A line in brackets names a setting, or its
     * absence; the lines after it are like those of the table of types.
     */
    static Map<String, String> eventsUnder(Map<String, String> settings) {
        Map<String, String> events = new HashMap<>();
        boolean set = false;
        String ddl = "";
        for (String line : lines("/handling-modes.txt")) {
            if (line.startsWith("[")) {
                String[] setting = line.substring(1, line.length() - 1).split("=", -1);
                set = setting[1].equals(settings.get(setting[0]));
                continue;
            }
            String[] cells = line.split("\\|", -1);
            ddl = cells[0].isBlank() ? ddl : cells[0].strip();
            if (set) {
                events.put(ddl + " " + cells[1].strip(), cells[2].strip());
            }
        }
        return events;
    }

    /** The lines of a resource, without empty lines and comments. */
    static List<String> lines(String resource) {
        try (InputStream content = Objects.requireNonNull(TypeTable.class.getResourceAsStream(resource))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }

    private static String column(String ddl) {
        return ddl.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
    }

    private static List<Map<String, TypeCase>> rows(Iterable<List<TypeCase>> columns) {
        List<Map<String, TypeCase>> rows = new ArrayList<>();
        for (List<TypeCase> cases : columns) {
            int row = 0;
            for (TypeCase each : cases) {
                if (row == rows.size()) {
                    rows.add(new LinkedHashMap<>());
                }
                rows.get(row++).put(each.column(), each);
            }
        }
        return rows;
    }

    /** The cases in a row, by column. */
    Map<String, TypeCase> row(int id) {
        return rows.get(id % BINLOG_IDS - 1);
    }

    /** The cases in a row whose events differ from the table. */
    List<String> differences(Row row) {
        int id = (int) row.getColumns(0).getIntValue();
        Map<String, String> columns = new HashMap<>();
        row.getColumnsList().forEach(each -> columns.put(each.getName(), EventText.of(each)));
        List<String> differences = new ArrayList<>();
        row(id).values().forEach(each -> {
            String found = columns.getOrDefault(each.column(), "nothing");
            if (!found.equals(each.event(id))) {
                differences.add(each + " in row " + id + " is " + found + " and not " + each.event(id));
            }
        });
        return differences;
    }

    /** A copy of this table with other events for some cases. */
    TypeTable with(Map<String, String> eventsByCase) {
        Map<String, List<TypeCase>> changed = new LinkedHashMap<>();
        casesByColumn.forEach((column, cases) -> changed.put(
                column,
                cases.stream()
                        .map(each -> each.withEvent(eventsByCase.getOrDefault(each.toString(), each.event())))
                        .toList()));
        return new TypeTable(changed);
    }

    /** How many rows each {@link #insert} adds. */
    int size() {
        return rows.size();
    }

    /** The ids of all rows, in order. */
    List<Integer> ids() {
        return IntStream.of(0, BINLOG_IDS)
                .flatMap(first -> IntStream.rangeClosed(first + 1, first + rows.size()))
                .boxed()
                .toList();
    }

    void create(Connection connection) throws SQLException {
        StringBuilder create = new StringBuilder("CREATE TABLE " + NAME + " (id INT NOT NULL PRIMARY KEY");
        casesByColumn.forEach((column, cases) -> create.append(", `")
                .append(column)
                .append("` ")
                .append(cases.get(0).ddl()));
        execute(connection, create + ") CHARACTER SET utf8mb4");
    }

    void insertForSnapshot(Connection connection) throws SQLException {
        insert(connection, 1);
    }

    void insertForBinlog(Connection connection) throws SQLException {
        insert(connection, BINLOG_IDS + 1);
    }

    private void insert(Connection connection, int firstId) throws SQLException {
        // Otherwise MySQL refuses zero dates and invalid dates.
        execute(connection, "SET SESSION sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'");
        for (int i = 0; i < rows.size(); i++) {
            StringBuilder columns = new StringBuilder("id");
            StringBuilder values = new StringBuilder().append(firstId + i);
            for (List<TypeCase> cases : casesByColumn.values()) {
                TypeCase first = cases.get(0);
                TypeCase each = rows.get(i).getOrDefault(first.column(), first);
                if (!each.value().isEmpty()) {
                    columns.append(", `").append(each.column()).append('`');
                    values.append(", ").append(each.value());
                }
            }
            execute(connection, "INSERT INTO " + NAME + " (" + columns + ") VALUES (" + values + ")");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(e.getMessage() + " in " + sql, e);
        }
    }
}
