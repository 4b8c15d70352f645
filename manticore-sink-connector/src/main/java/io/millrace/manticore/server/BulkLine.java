package io.millrace.manticore.server;

import io.millrace.manticore.document.RowChange;
import java.util.Optional;

/**
 * One line of a bulk request.
 *
 * @param json the line with its newline
 * @param change what it applies; empty for a tombstone
 */
public record BulkLine(byte[] json, Optional<RowChange> change) {
    public int length() {
        return json.length;
    }
}
