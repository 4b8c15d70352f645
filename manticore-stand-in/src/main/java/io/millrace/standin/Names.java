package io.millrace.standin;

import java.util.List;
import java.util.Locale;

/** Which words are no names unless they stand in backticks. */
final class Names {
    private static final List<String> IN_QUERIES = Listings.lines("reserved-in-queries.txt");
    private static final List<String> IN_TABLES = Listings.lines("reserved-in-tables.txt");

    private Names() {}

    /** In statements that make or change tables. */
    static boolean isReservedInTables(String name) {
        return IN_TABLES.contains(name.toUpperCase(Locale.ROOT));
    }

    /** In all other statements; no table can have one of these names at all. */
    static boolean isReservedInQueries(String name) {
        return IN_QUERIES.contains(name.toUpperCase(Locale.ROOT));
    }
}
