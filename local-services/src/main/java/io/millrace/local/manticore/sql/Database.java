package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.documents.DocumentChanges;
import io.millrace.local.manticore.storage.Catalog;
import io.millrace.local.manticore.storage.Table;

/** What statements work on. */
public record Database(Catalog catalog, DocumentChanges changes) {
    /** @throws SqlException with this reason, when there is no such table */
    Table table(String name, String reasonIfMissing) throws SqlException {
        return catalog.table(name).orElseThrow(() -> new SqlException(reasonIfMissing));
    }
}
