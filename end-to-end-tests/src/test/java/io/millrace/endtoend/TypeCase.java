package io.millrace.endtoend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the table of types.
 *
 * @param column the name of the MySQL column, derived from the declaration
 * @param ddl the column's declaration
 * @param value the inserted value as SQL; empty for a generated column
 * @param event the value in the event, as {@link EventText} formats it
 * @param document the type and value in Manticore
 */
record TypeCase(String column, String ddl, String value, String event, String document) {
    private static final Pattern DIFFERENT = Pattern.compile("snapshot (.*), binlog (.*)");

    TypeCase withEvent(String otherEvent) {
        return new TypeCase(column, ddl, value, otherEvent, document);
    }

    String event(int id) {
        return of(event, id);
    }

    String document(int id) {
        return of(document, id);
    }

    /** A cell's content for a row: Debezium reads some values in two ways. */
    private static String of(String cell, int id) {
        Matcher different = DIFFERENT.matcher(cell);
        return different.matches() ? different.group(id < TypeTable.BINLOG_IDS ? 1 : 2) : cell;
    }

    @Override
    public String toString() {
        return ddl + " " + value;
    }
}
