package io.millrace.manticore.index;

/** A table is not what it was when changes were rendered for it: map their events again. */
public final class TableChangedException extends RuntimeException {
    TableChangedException(String table) {
        super("Table " + table + " in Manticore is no longer what it was");
    }
}
