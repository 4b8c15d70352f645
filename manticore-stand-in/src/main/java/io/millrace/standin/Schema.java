package io.millrace.standin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a table is made of.
 *
 * @param columns those that full-text search knows come first
 * @param options as SHOW CREATE TABLE gives them
 */
record Schema(List<Column> columns, String options) {
    static final Column ID = new Column("id", ColumnType.BIGINT, false, true, "");
    static final int MOST_FIELDS = 256;

    Schema {
        columns = columns.stream()
                .sorted(Comparator.comparing(Column::isField).reversed())
                .toList();
    }

    long fields() {
        return columns.stream().filter(Column::isField).count();
    }

    /** The column of that lower-case name, which may be the id. */
    Optional<Column> find(String name) {
        return Stream.concat(columns.stream(), Stream.of(ID))
                .filter(column -> column.name().equals(name))
                .findFirst();
    }

    /** With a column more, or another one in the place of that of the same name. */
    Schema with(Column added) {
        List<Column> changed = new ArrayList<>(columns);
        changed.replaceAll(column -> column.name().equals(added.name()) ? added : column);
        if (!changed.contains(added)) {
            changed.add(added);
        }
        return new Schema(changed, options);
    }

    Schema without(Column dropped) {
        return new Schema(
                columns.stream().filter(column -> !column.equals(dropped)).toList(), options);
    }
}
