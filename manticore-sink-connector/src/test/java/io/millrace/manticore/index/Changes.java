package io.millrace.manticore.index;

import io.millrace.manticore.document.BulkLines;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableSchema;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes changes of tables with one text column for tests. */
final class Changes {
    private Changes() {}

    static TableSchema schema(String table) {
        Map<String, ManticoreType> columns = new LinkedHashMap<>();
        columns.put("title", ManticoreType.TEXT);
        columns.put("n", ManticoreType.UINT);
        columns.put(TableSchema.ROW_KEY, ManticoreType.STRING);
        columns.put(TableSchema.EVENT_ID, ManticoreType.BIGINT);
        return new TableSchema(table, columns);
    }

    static RowChange replace(String table, long id, long eventId, String title) {
        return replace(table, DocumentKey.natural(id), eventId, title);
    }

    static RowChange replace(String table, DocumentKey key, long eventId, String title) {
        return expiring(table, key, eventId, title, 0);
    }

    /** @param expires in microseconds since 1970 */
    static RowChange expiring(String table, DocumentKey key, long eventId, String title, long expires) {
        JsonBuffer line = new JsonBuffer();
        BulkLines.beginReplace(line, table, key);
        line.append("\"title\":")
                .string(title)
                .append(",\"row_key\":")
                .string(key.rowKey())
                .append(',');
        BulkLines.end(line, eventId);
        return new RowChange.Replace(schema(table), key, eventId, 0, line.toByteArray(), expires);
    }

    static RowChange delete(String table, long id, long eventId) {
        return new RowChange.Delete(table, DocumentKey.natural(id), eventId, 0);
    }

    static RowChange truncate(String table, long eventId) {
        return new RowChange.Truncate(table, eventId, 0);
    }
}
