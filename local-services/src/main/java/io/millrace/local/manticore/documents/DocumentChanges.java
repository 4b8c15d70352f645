package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.search.Condition;
import io.millrace.local.manticore.search.JsonConditions;
import io.millrace.local.manticore.search.Literal;
import io.millrace.local.manticore.search.OneOf;
import io.millrace.local.manticore.search.SearchException;
import io.millrace.local.manticore.search.Selection;
import io.millrace.local.manticore.storage.Catalog;
import io.millrace.local.manticore.storage.Table;
import io.millrace.local.manticore.storage.Transaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
        for (long id : selected(transaction.table(), condition(request))) {
            transaction.delete(id);
        }
    }

    /** Deletes, at once, all documents that the request means. */
    public int delete(DocumentRequest request, Table table) throws RefusedException, IOException {
        return delete(table, condition(request));
    }

    /** Updates, at once, all documents that the request means. */
    public int update(DocumentRequest request, Table table) throws RefusedException, IOException {
        return request.document().isEmpty() ? 0 : update(request.document().get(), table, condition(request));
    }

    /** @param values of attributes, an object */
    public int update(JsonValue values, Table table, Condition condition) throws RefusedException, IOException {
        return table.<Integer, RefusedException>exclusively(() -> {
            try {
                return new Update(values).apply(table, condition);
            } catch (SearchException e) {
                throw RefusedException.conflict("table " + table.name() + ": " + e.reason());
            }
        });
    }

    /** Deletes, at once, all documents for which a condition holds. */
    public int delete(Table table, Condition condition) throws RefusedException, IOException {
        return table.<Integer, RefusedException>exclusively(() -> {
            Transaction transaction = new Transaction(table);
            for (long id : selected(table, condition)) {
                transaction.delete(id);
            }
            return transaction.commit();
        });
    }

    private static long[] selected(Table table, Condition condition) throws RefusedException {
        try {
            return Selection.ids(table, condition);
        } catch (SearchException e) {
            throw RefusedException.conflict("table " + table.name() + ": table " + table.name() + ": " + e.reason());
        }
    }

    /** A request that names no document means all of them. */
    private static Condition condition(DocumentRequest request) throws RefusedException {
        if (request.id().isPresent()) {
            return sameId(request.id().get());
        }
        return request.query().isPresent() ? query(request.query().get()) : Condition.ALL;
    }

    private static Condition sameId(JsonValue id) {
        List<Literal> ids = new ArrayList<>();
        if (id.isArray()) {
            for (JsonValue.Elements elements = id.elements(); elements.next(); ) {
                ids.add(idLiteral(elements.value()));
            }
        } else {
            ids.add(idLiteral(id));
        }
        return new OneOf("id", ids);
    }

    /** Text is no id here, and the condition will say so. */
    private static Literal idLiteral(JsonValue id) {
        return id.isString() ? new Literal.Text(id.asText()) : new Literal.Whole(DocumentId.of(id));
    }

    private static Condition query(JsonValue query) throws RefusedException {
        try {
            return new JsonConditions().of(query);
        } catch (SearchException e) {
            throw RefusedException.malformed(e.reason());
        }
    }
}
