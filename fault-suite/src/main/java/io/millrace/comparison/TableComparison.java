package io.millrace.comparison;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares a MySQL table with its Manticore table, row by row and column by column, in both directions. Rows are
 * matched by primary key, never by the connector's document ids, so that the comparison shares no logic with the code that
 * it checks.
 */
public final class TableComparison {
    private static final int SHOWN = 20;

    private final MySqlSessions mysql;
    private final ManticoreReader manticore;

    public TableComparison(MySqlSessions mysql, ManticoreReader manticore) {
        this.mysql = mysql;
        this.manticore = manticore;
    }

    /**
     * Lists the differences: at most {@value #SHOWN} lines per table and one that counts the rest; empty if there are none.
     * A table that is not in Manticore is a difference.
     */
    public List<String> differences(String table) {
        try (Connection connection = mysql.open()) {
            MySqlTable source = MySqlTable.read(connection, table);
            return differences(table, source.rows(), manticore.rows(table, source));
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot read MySQL table " + table, e);
        } catch (ManticoreReader.NoSuchTable e) {
            return List.of(table + " is not in Manticore: " + e.getMessage());
        }
    }

    private static List<String> differences(
            String table, Map<List<Object>, Map<String, Object>> expected, ManticoreReader.Rows actual) {
        List<String> differences = new ArrayList<>(actual.faults());
        Map<List<Object>, Map<String, Object>> left = new java.util.HashMap<>(actual.byKey());
        expected.forEach((key, row) -> {
            Map<String, Object> document = left.remove(key);
            if (document == null) {
                differences.add(table + key + " is missing in Manticore");
            } else if (!document.equals(row)) {
                differences.add(table + key + " differs: " + columns(row, document));
            }
        });
        left.keySet().forEach(key -> differences.add(table + key + " is in Manticore but not in MySQL"));
        if (differences.size() <= SHOWN) {
            return differences;
        }
        List<String> shown = new ArrayList<>(differences.subList(0, SHOWN));
        shown.add("and " + (differences.size() - SHOWN) + " more");
        return shown;
    }

    private static String columns(Map<String, Object> row, Map<String, Object> document) {
        Map<String, String> differing = new TreeMap<>();
        row.forEach((column, value) -> {
            Object found = document.get(column);
            if (!value.equals(found)) {
                differing.put(column, "MySQL <" + value + ">, Manticore <" + found + ">");
            }
        });
        document.keySet().stream()
                .filter(column -> !row.containsKey(column))
                .forEach(column -> differing.put(column, "not in MySQL"));
        return differing.toString();
    }
}
