package io.millrace.manticore.pipeline;

/**
 * The partition has to be read again: a table is followed again, from the first of its events that was passed over, or the
 * rebuild of a table has come to another phase.
 */
final class TableReturnedException extends RuntimeException {
    TableReturnedException(int partition) {
        super("a table of partition " + partition + " is followed again, or rebuilt");
    }
}
