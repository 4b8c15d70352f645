package io.millrace.manticore.server;

import io.millrace.manticore.document.RowChange;
import java.util.Optional;

/**
 * One line of a bulk request.
 *
 * @param json the line with its newline
 * @param table the table that it is for
 * @param change what it applies; empty for a line of a table of the connector's own
 */
public record BulkLine(byte[] json, String table, Optional<RowChange> change) {
    public static BulkLine of(byte[] json, RowChange change) {
        return new BulkLine(json, change.table(), Optional.of(change));
    }

    public static BulkLine ofOwn(byte[] json, String table) {
        return new BulkLine(json, table, Optional.empty());
    }

    public int length() {
        return json.length;
    }
}
