package io.millrace.audit.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * A unique index of columns that are never NULL, by which a table is read in chunks.
 *
 * @param index its name
 * @param fingerprint begins each position of a row, so that those of another key can be told from it
 */
record WalkKey(String index, List<MySqlKeyColumn> columns, String fingerprint) {
    private static final String SEPARATOR = "/";

    static WalkKey of(String index, List<MySqlKeyColumn> columns) {
        CRC32 sum = new CRC32();
        sum.update((index + columns).getBytes(StandardCharsets.UTF_8));
        return new WalkKey(index, columns, Long.toHexString(sum.getValue()));
    }

    String order() {
        return columns.stream()
                .map(column -> column.quoted() + (column.descending() ? " DESC" : ""))
                .collect(Collectors.joining(", "));
    }

    /** The position of the row with these values. */
    String position(List<String> values) {
        return fingerprint + SEPARATOR + String.join(SEPARATOR, values);
    }

    boolean isPosition(String position) {
        return position.startsWith(fingerprint + SEPARATOR);
    }

    /** The condition for all rows behind a position; each of its parts is a range of the index. */
    String behind(String position) {
        String[] values = position.substring(position.indexOf(SEPARATOR) + 1).split(SEPARATOR, -1);
        if (!isPosition(position)) {
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
