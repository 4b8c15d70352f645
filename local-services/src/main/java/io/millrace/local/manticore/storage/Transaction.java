package io.millrace.local.manticore.storage;

import java.io.IOException;

/** Changes to one table that take effect together, at {@link #commit()}, or never. */
public final class Transaction {
    private final Table table;
    private final Schema schema;
    private final RowBuilder row;
    private final Changes changes = new Changes();
    private int rows;
    private long lastId;

    public Transaction(Table table) {
        this.table = table;
        this.schema = table.schema();
        this.row = new RowBuilder(schema);
    }

    public Table table() {
        return table;
    }

    public Schema schema() {
        return schema;
    }

    /** Where the next row is built; then {@link #replace()}, {@link #insert()} or {@link #update()} takes it. */
    public RowBuilder row() {
        return row;
    }

    /**
     * Of several rows of one id in a transaction the last stays if the transaction ends with a replace, and the first if
     * it ends with an insert.
     */
    public void replace() {
        take(Changes.LAST_WINS);
    }

    public void insert() {
        take(Changes.FIRST_WINS);
    }

    private void take(byte winner) {
        changes.row(row);
        changes.rule(winner);
        rows++;
        lastId = row.id();
    }

    /** The row keeps its place among the others; it must be there. */
    public void update() {
        changes.update(row);
    }

    /** Deletes the document as it was before this transaction: not what the transaction itself writes. */
    public void delete(long id) {
        changes.delete(id);
    }

    /** How many rows were inserted or replaced. */
    public int rows() {
        return rows;
    }

    /** The id of the last row inserted or replaced, 0 when there was none. */
    public long lastId() {
        return lastId;
    }

    /** @return how many rows that were there before were deleted or replaced */
    public int commit() throws IOException {
        return changes.isEmpty() ? 0 : table.commit(schema, changes);
    }
}
