package io.millrace.command.audit;

import io.millrace.audit.ColumnDifference;
import io.millrace.audit.Difference;
import io.millrace.event.CanonicalKey;
import io.millrace.event.Snowflake;
import java.util.stream.Collectors;

/** A difference in one line, for people. */
final class DifferenceText {
    private static final int LONGEST_VALUE = 60;

    private DifferenceText() {}

    static String of(Difference difference) {
        String row = row(difference);
        if (difference instanceof Difference.Missing missing) {
            return "missing    " + row + versions(missing);
        }
        if (difference instanceof Difference.Different different) {
            return "different  " + row + ": "
                    + different.columns().stream().map(DifferenceText::column).collect(Collectors.joining("; "))
                    + versions(different);
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

    private static String versions(Difference.Missing missing) {
        if (missing.rowVersion() == 0) {
            return "";
        }
        String deleted =
                missing.deletedVersion() == 0 ? "" : ", deleted in the index " + time(missing.deletedVersion());
        return ": written " + time(missing.rowVersion()) + deleted;
    }

    private static String versions(Difference.Different different) {
        long row = different.rowVersion();
        if (row == 0) {
            return "";
        }
        String which = row == different.eventId()
                ? "the versions are the same"
                : row > different.eventId() ? "the row is newer" : "the document is newer";
        return "; " + which + ": row " + time(row) + ", document " + time(different.eventId());
    }

    /** The time in a version, to the millisecond. */
    private static String time(long version) {
        return Snowflake.timeOf(version).toString();
    }

    private static String column(ColumnDifference column) {
        return column.column() + " is " + shown(column.found()) + " and should be " + shown(column.expected());
    }

    private static String shown(String value) {
        String line = value.replace("\n", "\\n").replace("\r", "\\r");
        return line.length() <= LONGEST_VALUE ? "'" + line + "'" : "'" + line.substring(0, LONGEST_VALUE) + "…'";
    }
}
