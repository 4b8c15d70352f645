package io.millrace.cassandra;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Which tables are meant by globs of the form {@code keyspace.table}, of which those after {@code !} leave out. */
record TablePattern(List<Pattern> included, List<Pattern> excluded) {
    /** @throws IllegalArgumentException for a glob that is not of that form, or when nothing is included */
    static TablePattern parse(List<String> globs) {
        List<Pattern> included = new ArrayList<>();
        List<Pattern> excluded = new ArrayList<>();
        for (String glob : globs) {
            boolean out = glob.startsWith("!");
            (out ? excluded : included).add(compile(out ? glob.substring(1) : glob));
        }
        if (included.isEmpty() && !globs.isEmpty()) {
            throw new IllegalArgumentException("only leaves out; name a table to read");
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
