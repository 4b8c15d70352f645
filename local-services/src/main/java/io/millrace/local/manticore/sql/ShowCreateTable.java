package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import io.millrace.local.manticore.storage.Schema;
import java.util.List;
import java.util.stream.Collectors;

record ShowCreateTable(String table) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException {
        Schema schema = database.table(table, "no such table '" + table + "'").schema();
        String columns =
                schema.columns().stream().map(c -> ",\n" + declaration(c)).collect(Collectors.joining());
        String options = schema.options().entrySet().stream()
                .map(option -> " " + option.getKey() + "='" + option.getValue() + "'")
                .collect(Collectors.joining());
        String statement = "CREATE TABLE " + table + " (\nid bigint" + columns + "\n)" + options;
        return new Listing(List.of("Table", "Create Table"), List.of(List.of(table, statement)));
    }

    private static String declaration(Column column) {
        String name = Words.OF_TABLES.contains(column.name()) ? "`" + column.name() + "`" : column.name();
        return name + " " + column.type().declared() + suffix(column);
    }

    private static String suffix(Column column) {
        if (column.type() == ColumnType.TEXT) {
            return column.indexed() && column.stored() ? "" : column.indexed() ? " indexed" : " stored";
        }
        if (column.type() == ColumnType.STRING) {
            return column.indexed() ? " indexed attribute" : " attribute";
        }
        return column.options().isEmpty() ? "" : " " + column.options();
    }
}
