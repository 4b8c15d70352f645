package io.millrace.manticore.document;

/** A change to be applied to the index. */
public sealed interface RowChange {
    /** The Manticore table. */
    String table();

    /** The version that the change gives the row. */
    long eventId();

    /** The index of the event in the batch that the change was made from. */
    int origin();

    /**
     * The row's document becomes what {@code line} says.
     *
     * @param schema the table as it was when the line was rendered
     * @param line the whole line of the bulk request with its newline
     * @param expires when the row ceases to exist by itself, in microseconds since 1970; 0 if it does not
     */
    record Replace(TableSchema schema, DocumentKey key, long eventId, int origin, byte[] line, long expires)
            implements OfRow {
        @Override
        public String table() {
            return schema.table();
        }
    }

    /** The row was deleted. */
    record Delete(String table, DocumentKey key, long eventId, int origin) implements OfRow {}

    /** Every row of the table that is older than the event was deleted. */
    record Truncate(String table, long eventId, int origin) implements RowChange {}

    /** A change of one row. */
    sealed interface OfRow extends RowChange permits Replace, Delete {
        DocumentKey key();
    }
}
