package io.millrace.manticore.index;

import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.RowChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The changes of one row within a batch. Only the newest is written: a bulk must hold one operation per document. */
final class RowHistory {
    private final DocumentKey key;
    private final List<RowChange.OfRow> changes = new ArrayList<>(1);
    private RowChange.@Nullable OfRow newest;

    RowHistory(DocumentKey key) {
        this.key = key;
    }

    void add(RowChange.OfRow change) {
        changes.add(change);
        // Of two with the same version, which are the same event delivered twice, either will do.
        if (newest == null || change.eventId() > newest.eventId()) {
            newest = change;
        }
    }

    DocumentKey key() {
        return key;
    }

    List<RowChange.OfRow> changes() {
        return changes;
    }

    /** Of the changes that were added, of which there is one at least. */
    RowChange.OfRow newest() {
        return Objects.requireNonNull(newest);
    }

    /** The changes that would apply without the newest one. */
    List<RowChange> superseded() {
        long version = newest().eventId();
        return new ArrayList<>(
                changes.stream().filter(change -> change.eventId() < version).toList());
    }
}
