package io.millrace.audit;

import io.millrace.audit.source.SourceRows;
import io.millrace.event.SourceTable;
import io.millrace.manticore.mapping.DocumentMapper;
import io.millrace.nats.KeyColumn;
import java.util.List;

/**
 * A source table, and how the sink makes documents of its rows.
 *
 * @param rows the source table
 * @param mapper knows the index table
 * @param key the key's columns as the registry knows them; none before the sink has seen a row
 */
public record AuditedTable(SourceRows rows, DocumentMapper mapper, List<KeyColumn> key) {
    public AuditedTable {
        key = List.copyOf(key);
    }

    public SourceTable table() {
        return rows.table();
    }

    /** The table in Manticore. */
    public String indexTable() {
        return mapper.target();
    }
}
