package io.millrace.audit;

import io.millrace.event.Row;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.mapping.MappedDocument;
import java.util.Optional;

/**
 * A row and its document.
 *
 * @param version the id of the row's event, where the source gives one to a row that is read; otherwise 0
 * @param document empty if the sink can make none of the row, so that it is a dead letter
 */
record MappedRow(Row key, DocumentKey documentKey, long version, Optional<MappedDocument> document) {
    int bytes() {
        return document.map(each -> each.columns().length).orElse(0);
    }
}
