package io.millrace.standin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns of a table, those that full-text search knows first, and its options. */
final class Schema {
    static final Column ID = new Column("id", ColumnType.BIGINT, false, true, "");
    static final int MOST_FIELDS = 256;

    private final List<Column> columns;
    private final Map<String, String> options;
    private final Map<String, Integer> positions = new HashMap<>();

    /** @param options in the order in which SHOW CREATE TABLE lists them */
    Schema(List<Column> columns, Map<String, String> options) {
        this.columns = columns.stream()
                .sorted(Comparator.comparing(Column::isField).reversed())
                .toList();
        this.options = options;
        this.columns.forEach(column -> positions.put(column.name(), positions.size()));
    }

    List<Column> columns() {
        return columns;
    }

    Map<String, String> options() {
        return options;
    }

    long fields() {
        return columns.stream().filter(Column::isField).count();
    }

    /** The column of that lower-case name; the id is none. */
    Optional<Column> find(String name) {
        return Optional.ofNullable(positions.get(name)).map(columns::get);
    }

    /** Where in a row the column's value stands; -1 for the id and what is no column. */
    int position(Column column) {
        return positions.getOrDefault(column.name(), -1);
    }

    /** With a column more, or another one in the place of that of the same name. */
    Schema with(Column added) {
        List<Column> changed = new ArrayList<>(without(added.name()).columns);
        changed.add(positions.getOrDefault(added.name(), changed.size()), added);
        return new Schema(changed, options);
    }

    Schema without(String dropped) {
        return new Schema(
                columns.stream()
                        .filter(column -> !column.name().equals(dropped))
                        .toList(),
                options);
    }
}
