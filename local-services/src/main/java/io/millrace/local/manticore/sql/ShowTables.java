package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Catalog;
import java.util.List;

record ShowTables(LikePattern pattern) implements Statement {
    @Override
    public Answer execute(Catalog catalog) {
        List<List<String>> rows = catalog.tables().stream()
                .filter(table -> pattern.matches(table.name()))
                .map(table -> List.of(table.name(), "rt"))
                .toList();
        return new Listing(List.of("Table", "Type"), rows);
    }
}
