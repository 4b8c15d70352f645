package io.millrace.local.manticore.sql;

import java.util.List;

record ShowTables(LikePattern pattern) implements Statement {
    @Override
    public Answer execute(Database database) {
        List<List<String>> rows = database.catalog().tables().stream()
                .filter(table -> pattern.matches(table.name()))
                .map(table -> List.of(table.name(), "rt"))
                .toList();
        return new Listing(List.of("Table", "Type"), rows);
    }
}
