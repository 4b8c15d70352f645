package io.millrace.manticore.mapping;

import io.millrace.manticore.index.ColumnType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the configuration says about one source table.
 *
 * @param target the Manticore table; the source table's name when empty
 * @param columns what is said about single columns, by their names in the source
 * @param excluded columns that are left out
 * @param others whether columns that are not named are taken over too
 * @param options what follows the columns in CREATE TABLE
 */
public record TableMapping(
        Optional<String> target,
        Map<String, ColumnRule> columns,
        Set<String> excluded,
        boolean others,
        Optional<String> idColumn,
        String options) {
    public static final TableMapping DEFAULT =
            new TableMapping(Optional.empty(), Map.of(), Set.of(), true, Optional.empty(), "");

    public TableMapping {
        columns = Map.copyOf(columns);
        excluded = Set.copyOf(excluded);
    }

    /** Another name or another type for a column. */
    public record ColumnRule(Optional<String> name, Optional<ColumnType> type) {}

    boolean takes(String column) {
        return !excluded.contains(column) && (others || columns.containsKey(column));
    }

    String nameOf(String column) {
        return Optional.ofNullable(columns.get(column))
                .flatMap(ColumnRule::name)
                .orElseGet(() -> Names.column(column));
    }

    Optional<ColumnType> typeOf(String column) {
        return Optional.ofNullable(columns.get(column)).flatMap(ColumnRule::type);
    }
}
