package io.millrace.manticore.index;

import io.millrace.manticore.document.RowChange;
import java.util.Optional;

/**
 * One line of a bulk request.
 *
 * @param json the line with its newline
 * @param change what it carries out; empty for a line of our own bookkeeping
 */
record BulkLine(byte[] json, Optional<RowChange> change) {
    int length() {
        return json.length;
    }
}
