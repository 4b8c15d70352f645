package io.millrace.manticore.pipeline;

/** A table is followed again: the partition has to be read again from the first of its events that was passed over. */
final class TableReturnedException extends RuntimeException {
    TableReturnedException(int partition) {
        super("a table is followed again whose events were passed over in partition " + partition);
    }
}
