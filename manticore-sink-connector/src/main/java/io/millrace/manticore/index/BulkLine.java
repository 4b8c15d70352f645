package io.millrace.manticore.index;

import io.millrace.manticore.document.RowChange;
import java.util.Optional;

/**
 * One line of a bulk request.
 *
 * @param json the line with its newline
 * @param change what it applies; empty for a tombstone
 */
record BulkLine(byte[] json, Optional<RowChange> change) {
    int length() {
        return json.length;
    }
}
