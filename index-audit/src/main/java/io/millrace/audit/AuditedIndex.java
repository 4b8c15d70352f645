package io.millrace.audit;

import io.millrace.manticore.index.DeletedVersions;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.server.ManticoreClient;

/** The Manticore that a sink writes to; for several threads. */
public record AuditedIndex(ManticoreClient client, TableCatalog catalog, DeletedVersions deleted) {
    public static AuditedIndex of(ManticoreClient client) {
        TableCatalog catalog = new TableCatalog(client);
        return new AuditedIndex(client, catalog, new DeletedVersions(client, catalog));
    }
}
