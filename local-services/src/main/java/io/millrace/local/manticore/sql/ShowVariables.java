package io.millrace.local.manticore.sql;

import java.util.List;
import java.util.stream.Stream;

record ShowVariables(LikePattern pattern) implements Statement {
    private static final List<List<String>> VARIABLES = List.of(
            List.of("autocommit", "1"),
            List.of("auto_optimize", "1"),
            List.of("character_set_client", "utf8"),
            List.of("character_set_connection", "utf8"),
            List.of("max_allowed_packet", "134217728"),
            List.of("query_log_format", "sphinxql"));

    @Override
    public Answer execute(Database database) {
        Stream<List<String>> rows = VARIABLES.stream().filter(row -> pattern.matches(row.get(0)));
        return new Listing(List.of("Variable_name", "Value"), rows.toList());
    }
}
