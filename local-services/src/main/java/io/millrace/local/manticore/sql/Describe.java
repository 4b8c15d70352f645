package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import java.util.ArrayList;
import java.util.List;

record Describe(String table) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("id", "bigint", ""));
        for (Column column :
                database.table(table, "no such table '" + table + "'").schema().columns()) {
            rows.add(List.of(column.name(), column.type().described(), properties(column)));
        }
        return new Listing(List.of("Field", "Type", "Properties"), rows);
    }

    private static String properties(Column column) {
        if (column.type() == ColumnType.TEXT) {
            return column.indexed() && column.stored() ? "indexed stored" : column.indexed() ? "indexed" : "stored";
        }
        if (column.type() == ColumnType.FLOAT_VECTOR && column.dimensions().isPresent()) {
            return "knn";
        }
        return column.indexed() ? "indexed attribute" : "";
    }
}
