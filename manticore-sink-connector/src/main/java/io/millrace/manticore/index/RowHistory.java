package io.millrace.manticore.index;

import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.RowChange;
import java.util.ArrayList;
import java.util.List;

/** The changes of one row within a batch. Only the newest is written: a bulk must hold one operation per document. */
final class RowHistory {
    private final DocumentKey key;
    private final List<RowChange.OfRow> changes = new ArrayList<>(1);

    RowHistory(DocumentKey key) {
        this.key = key;
    }

    void add(RowChange.OfRow change) {
        changes.add(change);
    }

    DocumentKey key() {
        return key;
    }

    List<RowChange.OfRow> changes() {
        return changes;
    }

    RowChange.OfRow newest() {
        RowChange.OfRow newest = changes.get(0);
        for (RowChange.OfRow change : changes) {
            // Of two with the same version, which are the same event delivered twice, either will do.
            if (change.eventId() > newest.eventId()) {
                newest = change;
            }
        }
        return newest;
    }

    /** The changes that would apply without the newest one. */
    List<RowChange> superseded() {
        RowChange.OfRow newest = newest();
        return new ArrayList<>(changes.stream()
                .filter(change -> change.eventId() < newest.eventId())
                .toList());
    }
}
