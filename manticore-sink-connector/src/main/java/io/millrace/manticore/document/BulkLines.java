package io.millrace.manticore.document;

/**
 * The lines of bulk requests. Every one names a document: a delete or update without an id would take the whole table.
 */
public final class BulkLines {
    private BulkLines() {}

    /** Begins a line that replaces a document with the columns to be appended; {@link #end} ends it. */
    public static void beginReplace(JsonBuffer out, String table, DocumentKey key) {
        begin(out, "{\"replace\":{\"table\":\"", table, key);
        out.append(",\"doc\":{");
    }

    /** Ends a line of {@link #beginReplace}, whose columns end in a comma each, with the version. */
    public static void end(JsonBuffer out, long eventId) {
        out.append("\"" + TableSchema.EVENT_ID + "\":").number(eventId).append("}}}\n");
    }

    public static byte[] delete(String table, DocumentKey key) {
        JsonBuffer out = new JsonBuffer();
        begin(out, "{\"delete\":{\"table\":\"", table, key);
        return out.append("}}\n").toByteArray();
    }

    private static void begin(JsonBuffer out, String opening, String table, DocumentKey key) {
        out.append(opening).append(table).append("\",\"id\":").unsigned(key.id());
    }
}
