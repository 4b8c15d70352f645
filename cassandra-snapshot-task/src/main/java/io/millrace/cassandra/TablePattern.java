package io.millrace.cassandra;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Selects tables by globs of the form {@code keyspace.table}; a leading {@code !} excludes. */
record TablePattern(List<Pattern> included, List<Pattern> excluded) {
    /** @throws IllegalArgumentException for a glob of another form, or when all globs exclude */
    static TablePattern parse(List<String> globs) {
        List<Pattern> included = new ArrayList<>();
        List<Pattern> excluded = new ArrayList<>();
        for (String glob : globs) {
            boolean exclude = glob.startsWith("!");
            (exclude ? excluded : included).add(compile(exclude ? glob.substring(1) : glob));
        }
        if (included.isEmpty() && !globs.isEmpty()) {
            throw new IllegalArgumentException("only excludes; name a table to read");
        }
        return new TablePattern(included, excluded);
    }

    boolean matches(String keyspace, String table) {
        String name = keyspace + "." + table;
        return included.stream().anyMatch(pattern -> pattern.matcher(name).matches())
                && excluded.stream().noneMatch(pattern -> pattern.matcher(name).matches());
    }

    private static Pattern compile(String glob) {
        if (!glob.matches("[\\w*?]+\\.[\\w*?]+")) {
            throw new IllegalArgumentException("'" + glob + "' is not of the form keyspace.table");
        }
        return Pattern.compile(glob.replace(".", "\\.").replace("*", "\\w*").replace("?", "\\w"));
    }
}
