package io.millrace.audit.index;

import java.util.Arrays;

/** A document as the server answers it. */
public final class IndexDocument {
    private final long id;
    private final long eventId;
    private final String rowKey;
    private final String[] values;

    /** @param values of the columns that were asked for, in their order; lists, vectors and JSON are texts */
    IndexDocument(long id, long eventId, String rowKey, String[] values) {
        this.id = id;
        this.eventId = eventId;
        this.rowKey = rowKey;
        this.values = values;
    }

    public long id() {
        return id;
    }

    /** The version of the row that it shows. */
    public long eventId() {
        return eventId;
    }

    /** The row's key where the id is not the key itself; otherwise empty. */
    public String rowKey() {
        return rowKey;
    }

    public String value(int column) {
        return values[column];
    }

    /** Equal for the same version with the same content. */
    public int fingerprint() {
        return Arrays.hashCode(values) * 31 + rowKey.hashCode();
    }
}
