package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.search.Condition;
import io.millrace.local.manticore.search.SearchException;
import io.millrace.local.manticore.search.Selection;
import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import io.millrace.local.manticore.storage.Row;
import io.millrace.local.manticore.storage.RowBuilder;
import io.millrace.local.manticore.storage.Schema;
import io.millrace.local.manticore.storage.Table;
import io.millrace.local.manticore.storage.Transaction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** New values for attributes of rows that are there. */
final class Update {
    private final JsonValue values;

    Update(JsonValue values) {
        this.values = values;
    }

    /** @return how many rows were changed */
    int apply(Table table, Condition condition) throws RefusedException, SearchException, IOException {
        Transaction transaction = new Transaction(table);
        Map<Column, JsonValue> changes = changes(table.name(), transaction.schema());
        if (changes.isEmpty()) {
            return 0;
        }
        List<Row> rows = Selection.rows(table, condition);
        RowBuilder builder = transaction.row();
        Cells cells = new Cells(builder);
        for (Row row : rows) {
            builder.copy(row, transaction.schema());
            for (Map.Entry<Column, JsonValue> change : changes.entrySet()) {
                cells.set(change.getKey(), change.getValue(), 1);
            }
            transaction.update();
        }
        transaction.commit();
        return rows.size();
    }

    private Map<Column, JsonValue> changes(String table, Schema schema) throws RefusedException {
        Map<Column, JsonValue> changes = new LinkedHashMap<>();
        for (JsonValue.Members members = values.members(); members.next(); ) {
            String name = members.key().asText().toLowerCase(Locale.ROOT);
            if (members.value().isNull()) {
                throw RefusedException.malformed("unsupported value type 'null' in field '" + name + "'");
            }
            Column column = schema.column(name)
                    .orElseThrow(
                            () -> RefusedException.conflict("table " + table + ": attribute '" + name + "' not found"));
            if (column.type() == ColumnType.TEXT) {
                throw RefusedException.conflict(
                        "table " + table + ": attribute '" + name + "' can not be updated (full-text field)");
            }
            // Text is taken for attributes of text only; for others the change is left out without a word.
            if (!members.value().isString() || takesText(column)) {
                changes.put(column, members.value());
            }
        }
        return changes;
    }

    private static boolean takesText(Column column) {
        return column.type() == ColumnType.STRING || column.type() == ColumnType.JSON;
    }
}
