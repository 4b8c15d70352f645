package io.millrace.manticore.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The columns of a table in Manticore by their lower-case names, without the document id. */
public record TableSchema(String table, Map<String, ManticoreType> columns) {
    /** The version of the row that a document shows. */
    public static final String EVENT_ID = "event_id";

    /** The key of the row as text, where the document id is a hash of it. */
    public static final String ROW_KEY = "row_key";

    public TableSchema {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    public boolean has(String column) {
        return columns.containsKey(column);
    }
}
