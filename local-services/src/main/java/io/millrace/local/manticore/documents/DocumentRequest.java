package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** The body of a request about documents of one table: {@code {"table": …, "id": …, "query": …, "doc": …}}. */
public record DocumentRequest(
        String table, Optional<JsonValue> id, Optional<JsonValue> query, Optional<JsonValue> document) {

    /** @throws RefusedException when no table is named */
    public static DocumentRequest of(JsonValue request) throws RefusedException {
        JsonValue table = request.member("table")
                .or(() -> request.member("index"))
                .filter(JsonValue::isString)
                .orElseThrow(() -> RefusedException.malformed("\"table\" property missing"));
        return new DocumentRequest(
                table.asText().toLowerCase(Locale.ROOT),
                request.member("id"),
                request.member("query"),
                request.member("doc").filter(JsonValue::isObject));
    }
}
