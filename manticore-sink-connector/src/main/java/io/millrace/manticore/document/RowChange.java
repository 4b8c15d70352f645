package io.millrace.manticore.document;

/** One change to be carried out in the index. */
public sealed interface RowChange {
    /** The Manticore table. */
    String table();

    /** The version that the change gives the row. */
    long eventId();

    /** Where the change came from, for whoever made it: an index into their batch. */
    int origin();

    /**
     * The row's document is what {@code line} says, whatever it was.
     *
     * @param schema what the table looked like when the line was rendered
     * @param line the whole line of the bulk request with its newline
     */
    record Replace(TableSchema schema, DocumentKey key, long eventId, int origin, byte[] line) implements OfRow {
        @Override
        public String table() {
            return schema.table();
        }
    }

    /** The row is gone. */
    record Delete(String table, DocumentKey key, long eventId, int origin) implements OfRow {}

    /** Every row of the table that is older than the event is gone. */
    record Truncate(String table, long eventId, int origin) implements RowChange {}

    /** A change of one row. */
    sealed interface OfRow extends RowChange permits Replace, Delete {
        DocumentKey key();
    }
}
