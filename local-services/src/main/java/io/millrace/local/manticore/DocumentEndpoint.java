package io.millrace.local.manticore;

import io.millrace.local.manticore.documents.DocumentChanges;
import io.millrace.local.manticore.documents.DocumentRequest;
import io.millrace.local.manticore.documents.DocumentWriter;
import io.millrace.local.manticore.documents.Operation;
import io.millrace.local.manticore.documents.RefusedException;
import io.millrace.local.manticore.http.HttpHandler;
import io.millrace.local.manticore.http.HttpRequest;
import io.millrace.local.manticore.http.HttpResponse;
import io.millrace.local.manticore.json.Json;
import io.millrace.local.manticore.json.JsonSyntaxException;
import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.json.JsonWriter;
import io.millrace.local.manticore.storage.Table;
import io.millrace.local.manticore.storage.Transaction;
import java.io.IOException;

/** {@code /insert}, {@code /replace}, {@code /update} and {@code /delete}: one operation a request. */
final class DocumentEndpoint implements HttpHandler {
    private final Operation operation;
    private final DocumentChanges changes;

    DocumentEndpoint(Operation operation, DocumentChanges changes) {
        this.operation = operation;
        this.changes = changes;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws IOException {
        JsonValue body;
        try {
            body = new Json().parse(Bodies.read(request));
        } catch (JsonSyntaxException e) {
            return Failures.malformed(String.valueOf(e.getMessage()));
        }
        try {
            DocumentRequest document = DocumentRequest.of(operation, body);
            Table table = changes.table(operation, document.table());
            JsonWriter answer =
                    new JsonWriter().raw("{\"table\":").text(document.table()).raw(",");
            switch (operation) {
                case INSERT, REPLACE -> write(document, table, answer);
                case UPDATE -> update(document, table, answer);
                case DELETE -> delete(document, table, answer);
            }
            return HttpResponse.json(200, answer.raw("}").toBytes());
        } catch (RefusedException e) {
            return Failures.ofDocument(e, body.member("table").or(() -> body.member("index")));
        }
    }

    private void write(DocumentRequest request, Table table, JsonWriter answer) throws RefusedException, IOException {
        Transaction transaction = new Transaction(table);
        changes.write(operation, request, new DocumentWriter(transaction.row()), transaction);
        transaction.commit();
        answer.raw("\"id\":").raw(Long.toUnsignedString(transaction.lastId()));
        answer.raw(
                operation == Operation.INSERT
                        ? ",\"created\":true,\"result\":\"created\",\"status\":201"
                        : ",\"created\":false,\"result\":\"updated\",\"status\":200");
    }

    private void update(DocumentRequest request, Table table, JsonWriter answer) throws RefusedException, IOException {
        int updated = changes.update(request, table);
        if (request.id().isEmpty()) {
            answer.raw("\"updated\":").number(updated);
            return;
        }
        writeId(request, answer);
        answer.raw(updated > 0 ? ",\"result\":\"updated\"" : ",\"result\":\"noop\"");
    }

    private void delete(DocumentRequest request, Table table, JsonWriter answer) throws RefusedException, IOException {
        int deleted = changes.delete(request, table);
        if (request.id().isEmpty()) {
            answer.raw("\"deleted\":").number(deleted);
            return;
        }
        writeId(request, answer);
        answer.raw(
                deleted > 0 ? ",\"found\":true,\"result\":\"deleted\"" : ",\"found\":false,\"result\":\"not found\"");
    }

    private static void writeId(DocumentRequest request, JsonWriter answer) {
        answer.raw("\"id\":").raw(Long.toUnsignedString(request.firstId()));
    }
}
