package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.search.Comparison;
import io.millrace.local.manticore.search.Condition;
import io.millrace.local.manticore.search.Literal;
import io.millrace.local.manticore.search.SearchException;
import io.millrace.local.manticore.search.Selection;
import io.millrace.local.manticore.storage.Catalog;
import io.millrace.local.manticore.storage.Table;
import io.millrace.local.manticore.storage.Transaction;
import java.io.IOException;
import java.util.Locale;
import java.util.function.LongPredicate;

/** What requests want done to documents, checked against the tables and put into transactions. */
public final class DocumentChanges {
    private final Catalog catalog;
    private final LongPredicate refusedIds;

    /** @param refusedIds documents that are refused although nothing is wrong with them */
    public DocumentChanges(Catalog catalog, LongPredicate refusedIds) {
        this.catalog = catalog;
        this.refusedIds = refusedIds;
    }

    /** The table that a request names. */
    public Table table(Operation operation, String name) throws RefusedException {
        return catalog.table(name)
                .orElseThrow(() -> RefusedException.conflict(
                        switch (operation) {
                            case INSERT, REPLACE -> "table '" + name + "' absent";
                            case UPDATE, DELETE ->
                                "unknown table '" + name + "' in "
                                        + operation.name().toLowerCase(Locale.ROOT) + " request";
                        }));
    }

    /** Puts the document of an INSERT or REPLACE into the transaction. */
    public void write(Operation operation, DocumentRequest request, DocumentWriter writer, Transaction transaction)
            throws RefusedException {
        writer.write(request.id(), request.document());
        long id = transaction.row().id();
        if (refusedIds.test(id)) {
            throw RefusedException.conflict("document " + id + " is refused by a fault that was set");
        }
        if (operation == Operation.REPLACE) {
            transaction.replace();
            return;
        }
        if (transaction.table().read(rows -> rows.contains(id))) {
            throw RefusedException.conflict("duplicate id '" + Long.toUnsignedString(id) + "'");
        }
        transaction.insert();
    }

    /** Puts deletes of all documents that the request means into the transaction. */
    public void delete(DocumentRequest request, Transaction transaction) throws RefusedException {
        for (long id : selected(request, transaction.table())) {
            transaction.delete(id);
        }
    }

    /** Updates, at once, all documents that the request means. */
    public int update(DocumentRequest request, Table table) throws RefusedException, IOException {
        Condition condition = condition(request, table);
        try {
            return new Update(request.document()).apply(table, condition);
        } catch (SearchException e) {
            throw RefusedException.conflict("table " + table.name() + ": " + e.reason());
        }
    }

    private static long[] selected(DocumentRequest request, Table table) throws RefusedException {
        try {
            return Selection.ids(table, condition(request, table));
        } catch (SearchException e) {
            throw RefusedException.conflict("table " + table.name() + ": " + e.reason());
        }
    }

    /** A request that names no document means all of them. */
    private static Condition condition(DocumentRequest request, Table table) throws RefusedException {
        if (request.id().isPresent() && request.query().isPresent()) {
            throw RefusedException.malformed("both \"id\" and \"query\" specified");
        }
        if (request.id().isPresent()) {
            if (request.id().get().isString()) {
                throw RefusedException.conflict("table " + table.name() + ": table " + table.name()
                        + ": unsupported filter type 'string' on attribute 'id'");
            }
            long id = DocumentId.of(request.id().get());
            return new Comparison("id", Comparison.Operator.EQUAL, new Literal.Whole(id));
        }
        return Condition.ALL;
    }
}
