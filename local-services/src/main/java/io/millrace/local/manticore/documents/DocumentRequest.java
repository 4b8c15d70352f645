package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** The body of a request about documents of one table: {@code {"table": …, "id": …, "query": …, "doc": …}}. */
public record DocumentRequest(
        String table, Optional<JsonValue> id, Optional<JsonValue> query, Optional<JsonValue> document) {

    /** @throws RefusedException for what makes no sense, whatever is in the table */
    public static DocumentRequest of(Operation operation, JsonValue request) throws RefusedException {
        JsonValue table = request.member("table")
                .or(() -> request.member("index"))
                .orElseThrow(() -> RefusedException.malformed("\"table\" property missing"));
        if (!table.isString()) {
            throw RefusedException.malformed("\"table\" property value should be a string");
        }
        Optional<JsonValue> id = request.member("id");
        if (id.isPresent()) {
            DocumentId.check(id.get(), operation == Operation.DELETE);
            if (operation == Operation.UPDATE || operation == Operation.DELETE) {
                refuseQuery(request);
            }
        }
        Optional<JsonValue> document = request.member("doc");
        if (operation == Operation.UPDATE && document.isEmpty()) {
            throw RefusedException.malformed("\"doc\" property missing");
        }
        return new DocumentRequest(
                table.asText().toLowerCase(Locale.ROOT),
                id,
                request.member("query"),
                document.filter(JsonValue::isObject));
    }

    /** The id, or the first of several; 0 when there is none. */
    public long firstId() {
        if (id.isEmpty() || !id.get().isArray()) {
            return id.map(DocumentId::of).orElse(0L);
        }
        JsonValue.Elements elements = id.get().elements();
        return elements.next() ? DocumentId.of(elements.value()) : 0;
    }

    private static void refuseQuery(JsonValue request) throws RefusedException {
        if (request.member("query").isPresent()) {
            throw RefusedException.malformed("both \"id\" and \"query\" specified");
        }
    }
}
