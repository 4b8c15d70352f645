package io.millrace.local.manticore.search;

import io.millrace.local.manticore.json.JsonWriter;
import io.millrace.local.manticore.storage.Row;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Which group a row belongs to: the rows with the same text in the answer. */
record GroupKey(Optional<ResultColumn> column) {
    String of(Row row) {
        if (column.isEmpty()) {
            return "";
        }
        JsonWriter value = new JsonWriter();
        column.get().write(Hit.of(row, 1, 0), ValueStyle.SQL, value);
        return new String(value.toBytes(), StandardCharsets.ISO_8859_1);
    }
}
