package io.millrace.audit.source;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A unique index of columns that are never NULL, by which a table is read in chunks.
 *
 * @param index its name
 */
record WalkKey(String index, List<MySqlKeyColumn> columns) {
    /** Begins each value of a position. */
    static final String SEPARATOR = "/";

    String order() {
        return columns.stream()
                .map(column -> column.quoted() + (column.descending() ? " DESC" : ""))
                .collect(Collectors.joining(", "));
    }

    /** The condition for all rows behind a position; each of its parts is a range of the index. */
    String behind(String position) {
        String[] values = position.substring(1).split(SEPARATOR, -1);
        if (values.length != columns.size()) {
            throw new UnreadableSourceException(
                    "The position " + position + " is not one of the index " + index + " (" + order() + ")");
        }
        List<String> ranges = new ArrayList<>();
        StringBuilder equal = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            String column = columns.get(i).quoted();
            String literal = columns.get(i).literal(values[i]);
            ranges.add("(" + equal + column + (columns.get(i).descending() ? " < " : " > ") + literal + ")");
            equal.append(column).append(" = ").append(literal).append(" AND ");
        }
        return String.join(" OR ", ranges);
    }

    boolean hasTimestamp() {
        return columns.stream().anyMatch(column -> column.comparison() == MySqlKeyColumn.Comparison.TIMESTAMP);
    }
}
