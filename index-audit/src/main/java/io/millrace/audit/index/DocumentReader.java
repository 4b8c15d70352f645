package io.millrace.audit.index;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.server.RowReader;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a document from the answer to a SELECT, and takes no value for granted. */
final class DocumentReader implements RowReader<IndexDocument> {
    private final String table;
    private final Map<String, Integer> positions;
    private final boolean keyed;

    /**
     * @param positions of the columns that were asked for
     * @param keyed whether the row's key and version were asked for
     */
    DocumentReader(String table, Map<String, Integer> positions, boolean keyed) {
        this.table = table;
        this.positions = positions;
        this.keyed = keyed;
    }

    @Override
    public IndexDocument read(JsonParser row) throws IOException {
        @Nullable String[] values = new String[positions.size()];
        String id = "";
        String eventId = keyed ? "" : "0";
        String rowKey = "";
        int found = 0;
        while (row.nextToken() == JsonToken.FIELD_NAME) {
            String name = row.currentName();
            JsonToken token = row.nextToken();
            if (token.isStructStart()) {
                throw unexpected("column " + name + " is no plain value");
            }
            String text = token == JsonToken.VALUE_NULL ? "" : row.getText();
            if (name.equals("id")) {
                id = text;
            } else if (name.equals(TableSchema.EVENT_ID)) {
                eventId = text;
            } else if (name.equals(TableSchema.ROW_KEY)) {
                rowKey = text;
            } else {
                found += put(values, name, text);
            }
        }
        if (found != values.length || id.isEmpty() || eventId.isEmpty()) {
            throw unexpected("columns are missing");
        }
        return new IndexDocument(number(id), number(eventId), rowKey, values);
    }

    private int put(@Nullable String[] values, String name, String text) {
        Integer position = positions.get(name);
        if (position == null || values[position] != null) {
            return 0;
        }
        values[position] = text;
        return 1;
    }

    /** Ids above 2^63-1 are negative in SQL, and as a long. */
    private static long number(String digits) {
        return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
    }

    private IndexUnavailableException unexpected(String what) {
        return new IndexUnavailableException(
                "The answer of Manticore about table " + table + " is not understood: " + what);
    }
}
