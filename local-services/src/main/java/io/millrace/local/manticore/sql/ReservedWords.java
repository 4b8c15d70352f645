package io.millrace.local.manticore.sql;

import java.util.Locale;
import java.util.Set;

/** Words that are no names unless they stand in backticks. */
final class ReservedWords {
    private static final Set<String> WORDS = Set.of(
            "AND",
            "AS",
            "AT",
            "BETWEEN",
            "BY",
            "CALL",
            "CREATE",
            "DELETE",
            "DESC",
            "DISTINCT",
            "DIV",
            "DROP",
            "EXPLAIN",
            "FACET",
            "FALSE",
            "FROM",
            "GROUP",
            "HAVING",
            "IN",
            "INSERT",
            "INTO",
            "IS",
            "JOIN",
            "LIKE",
            "LIMIT",
            "MATCH",
            "MOD",
            "NOT",
            "NULL",
            "OFFSET",
            "ON",
            "OPTION",
            "OR",
            "ORDER",
            "REPLACE",
            "SELECT",
            "SET",
            "SHOW",
            "TABLE",
            "TABLES",
            "TRUE",
            "TRUNCATE",
            "UPDATE",
            "USE",
            "VALUES",
            "WHERE",
            "WITHIN");

    private ReservedWords() {}

    static boolean contains(String word) {
        return WORDS.contains(word.toUpperCase(Locale.ROOT));
    }
}
