package io.millrace.manticore.index;

/** A table has changed since changes were rendered for it; their events must be mapped again. */
public final class TableChangedException extends RuntimeException {
    TableChangedException(String table) {
        super("Table " + table + " in Manticore has changed; mapping its events again");
    }
}
