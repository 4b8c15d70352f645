package io.millrace.local.manticore;

import io.millrace.local.manticore.documents.DocumentChanges;
import io.millrace.local.manticore.documents.DocumentRequest;
import io.millrace.local.manticore.documents.DocumentWriter;
import io.millrace.local.manticore.documents.Operation;
import io.millrace.local.manticore.documents.RefusedException;
import io.millrace.local.manticore.storage.Table;
import io.millrace.local.manticore.storage.Transaction;
import java.io.IOException;

/** Consecutive operations on one table that are committed together. */
final class BulkRun {
    private final Transaction transaction;
    private final DocumentWriter writer;
    private final DocumentChanges changes;
    private int updated;

    BulkRun(Table table, DocumentChanges changes) {
        this.transaction = new Transaction(table);
        this.writer = new DocumentWriter(transaction.row());
        this.changes = changes;
    }

    Table table() {
        return transaction.table();
    }

    void apply(Operation operation, DocumentRequest request) throws RefusedException, IOException {
        switch (operation) {
            case INSERT, REPLACE -> changes.write(operation, request, writer, transaction);
            case DELETE -> changes.delete(request, transaction);
            case UPDATE -> updated += changes.update(request, table());
        }
    }

    /** @param lastId of the runs before: a run that writes no rows repeats it */
    BulkItem commit(long lastId) throws IOException {
        int deleted = transaction.commit();
        long id = transaction.rows() == 0 ? lastId : transaction.lastId();
        return new BulkItem(table().name(), id, transaction.rows(), deleted, updated);
    }
}
