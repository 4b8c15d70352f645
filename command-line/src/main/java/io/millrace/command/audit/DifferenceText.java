package io.millrace.command.audit;

import io.millrace.audit.ColumnDifference;
import io.millrace.audit.Difference;
import io.millrace.event.CanonicalKey;
import java.util.stream.Collectors;

/** A difference in one line, for people. */
final class DifferenceText {
    private static final int LONGEST_VALUE = 60;

    private DifferenceText() {}

    static String of(Difference difference) {
        String row = row(difference);
        if (difference instanceof Difference.Missing) {
            return "missing    " + row;
        }
        if (difference instanceof Difference.Different different) {
            return "different  " + row + ": "
                    + different.columns().stream().map(DifferenceText::column).collect(Collectors.joining("; "));
        }
        return "extra      " + row;
    }

    /** The row's key, or without one the document's id. */
    static String row(Difference difference) {
        String key = CanonicalKey.text(difference.key());
        return switch (difference.key().getColumnsCount()) {
            case 0 -> "document " + Long.toUnsignedString(difference.documentId()) + ", which is no row's";
            case 1 -> key.substring(1, key.length() - 1);
            default -> key;
        };
    }

    private static String column(ColumnDifference column) {
        return column.column() + " is " + shown(column.found()) + " and should be " + shown(column.expected());
    }

    private static String shown(String value) {
        String line = value.replace("\n", "\\n").replace("\r", "\\r");
        return line.length() <= LONGEST_VALUE ? "'" + line + "'" : "'" + line.substring(0, LONGEST_VALUE) + "…'";
    }
}
