package io.millrace.comparison;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a MySQL table, in the form in which it is compared.
 *
 * @param kinds the kinds of the columns, in the table's order
 * @param key the names of the primary key's columns
 * @param rows by the values of the primary key
 */
record MySqlTable(Map<String, ColumnKind> kinds, List<String> key, Map<List<Object>, Map<String, Object>> rows) {

    static MySqlTable read(Connection connection, String table) throws SQLException {
        Map<String, ColumnKind> kinds = new LinkedHashMap<>();
        List<String> key = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT column_name, data_type, column_key FROM information_schema.columns"
                        + " WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position")) {
            statement.setString(1, table);
            try (ResultSet columns = statement.executeQuery()) {
                while (columns.next()) {
                    kinds.put(columns.getString(1), ColumnKind.of(columns.getString(2)));
                    if (columns.getString(3).equals("PRI")) {
                        key.add(columns.getString(1));
                    }
                }
            }
        }
        Map<List<Object>, Map<String, Object>> rows = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM `" + table + "`")) {
            while (result.next()) {
                Map<String, Object> row = new HashMap<>();
                int column = 0;
                for (Map.Entry<String, ColumnKind> entry : kinds.entrySet()) {
                    row.put(entry.getKey(), entry.getValue().ofMySql(result, ++column));
                }
                rows.put(key.stream().map(row::get).toList(), row);
            }
        }
        return new MySqlTable(kinds, key, rows);
    }

    /** The integer column that is the document id, if the key is a single integer column. */
    boolean isKeyedByNumber() {
        return key.size() == 1 && kinds.get(key.get(0)) == ColumnKind.INTEGER;
    }
}
