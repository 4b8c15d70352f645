package io.millrace.local.manticore.sql;

import java.util.List;
import java.util.stream.Stream;

record ShowStatus(LikePattern pattern) implements Statement {
    private static final List<List<String>> STATUS = List.of(
            List.of("version", "0.0.0 (Millrace stand-in)"), List.of("mysql_version", "0.0.0 (Millrace stand-in)"));

    @Override
    public Answer execute(Database database) {
        Stream<List<String>> rows = STATUS.stream().filter(row -> pattern.matches(row.get(0)));
        return new Listing(List.of("Counter", "Value"), rows.toList());
    }
}
