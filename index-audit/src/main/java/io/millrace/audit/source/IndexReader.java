package io.millrace.audit.source;

import io.debezium.relational.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads from MySQL's catalog which unique indexes a table has, and how its columns are compared. */
final class IndexReader {
    private static final String COLUMNS = """
            SELECT column_name, data_type, COALESCE(character_set_name, ''), COALESCE(collation_name, ''), is_nullable
            FROM information_schema.columns
            WHERE table_schema = ? AND table_name = ?
            """;

    private static final String INDEXES = """
            SELECT index_name, COALESCE(column_name, ''), COALESCE(sub_part, 0), COALESCE(collation, '')
            FROM information_schema.statistics
            WHERE table_schema = ? AND table_name = ? AND non_unique = 0 AND is_visible = 'YES'
            ORDER BY index_name <> 'PRIMARY', index_name, seq_in_index
            """;

    private final TableId table;
    private final Map<String, DeclaredColumn> columns = new LinkedHashMap<>();
    private final Map<String, List<Part>> indexes = new LinkedHashMap<>();

    private record DeclaredColumn(MySqlKeyColumn column, boolean nullable) {}

    /** A part of an index; its column is empty where it is an expression. */
    private record Part(String column, boolean prefix, boolean descending) {}

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    IndexReader(Connection connection, TableId table) throws SQLException {
        this.table = table;
        read(connection, COLUMNS, row -> {
            String name = row.getString(1);
            MySqlKeyColumn.Comparison comparison = MySqlKeyColumn.Comparison.of(row.getString(2));
            columns.put(
                    name,
                    new DeclaredColumn(
                            new MySqlKeyColumn(name, comparison, row.getString(3), row.getString(4), false),
                            row.getString(5).equals("YES")));
        });
        read(
                connection,
                INDEXES,
                row -> indexes.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                        .add(new Part(
                                row.getString(2),
                                row.getInt(3) > 0,
                                row.getString(4).equals("D"))));
    }

    private void read(Connection connection, String query, RowReader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, table.catalog());
            statement.setString(2, table.table());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    List<MySqlKeyColumn> columns(List<String> names) {
        return names.stream().map(name -> columnOf(name).column()).toList();
    }

    /** The primary key, or else a unique index that no row escapes. */
    WalkKey walkKey() {
        return indexes.entrySet().stream()
                .filter(index -> index.getValue().stream()
                        .allMatch(part -> isWalkable(part, index.getKey().equals("PRIMARY"))))
                .findFirst()
                .map(index -> WalkKey.of(
                        index.getKey(),
                        index.getValue().stream()
                                .map(part -> columnOf(part.column()).column().inOrder(part.descending()))
                                .toList()))
                .orElseThrow(() -> new UnreadableSourceException("Table " + table
                        + " has no primary key and no unique index of columns that are NOT NULL, so it cannot be read in"
                        + " parts; give it one to audit it"));
    }

    private boolean isWalkable(Part part, boolean primary) {
        return !part.column().isEmpty() && !columnOf(part.column()).nullable() && (primary || !part.prefix());
    }

    private DeclaredColumn columnOf(String name) {
        DeclaredColumn column = columns.get(name);
        if (column == null) {
            throw new UnreadableSourceException("Table " + table + " has no column " + name);
        }
        return column;
    }
}
