package io.millrace.local.manticore;

import io.millrace.local.manticore.documents.DocumentChanges;
import io.millrace.local.manticore.documents.DocumentRequest;
import io.millrace.local.manticore.documents.Operation;
import io.millrace.local.manticore.documents.RefusedException;
import io.millrace.local.manticore.http.HttpResponse;
import io.millrace.local.manticore.json.Json;
import io.millrace.local.manticore.json.JsonSyntaxException;
import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.json.JsonWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One bulk request. Consecutive lines of one table are a run; another table, an empty line or the end commits it. The
 * first bad line undoes its run and ends the request, whatever comes after it.
 */
final class Bulk {
    private final DocumentChanges changes;
    private final Json json = new Json();
    private final JsonWriter items = new JsonWriter();
    private String separator = "";
    private @Nullable BulkRun run;
    private boolean anything;
    private long lastId;
    private int line;
    private int lastCommit;

    Bulk(DocumentChanges changes) {
        this.changes = changes;
    }

    HttpResponse run(LineReader lines) throws IOException {
        while (lines.next()) {
            line++;
            if (lines.isEmpty()) {
                commit(line);
                continue;
            }
            anything = true;
            try {
                line(json.parse(lines.buffer(), lines.start(), lines.end() + 1));
            } catch (JsonSyntaxException e) {
                return answer(400, String.valueOf(e.getMessage()));
            } catch (RefusedException e) {
                return answer(e.isMalformed() ? 400 : 500, e.reason());
            }
        }
        if (!anything) {
            line = 0;
            return answer(500, "");
        }
        if (!lines.isLastLineOpen()) {
            line++;
        }
        commit(line);
        return answer(200, "");
    }

    private void line(JsonValue request) throws RefusedException, IOException {
        JsonValue.Members members = request.members();
        if (!request.isObject() || !members.next()) {
            throw RefusedException.malformed("no statement found");
        }
        JsonValue name = members.key();
        if (!members.value().isObject()) {
            throw RefusedException.malformed("statement " + name.asText() + " should be an object");
        }
        Operation operation = Operation.named(name)
                .orElseThrow(() -> RefusedException.malformed("unknown bulk operation: " + name.asText()));
        DocumentRequest document = DocumentRequest.of(operation, members.value());
        try {
            runFor(operation, document.table()).apply(operation, document);
        } catch (RefusedException e) {
            if (!e.isMalformed()) {
                refusedItem(name.asText(), document.table(), e.reason());
            }
            throw e;
        }
    }

    private BulkRun runFor(Operation operation, String table) throws RefusedException, IOException {
        BulkRun current = run;
        if (current != null && current.table().name().equals(table)) {
            return current;
        }
        commit(line - 1);
        BulkRun next = new BulkRun(changes.table(operation, table), changes);
        run = next;
        return next;
    }

    private void commit(int lastLine) throws IOException {
        BulkRun finished = run;
        run = null;
        if (finished != null) {
            items.raw(separator);
            BulkItem item = finished.commit(lastId);
            lastId = item.lastId();
            item.writeTo(items);
            separator = ",";
            lastCommit = lastLine;
        }
    }

    private void refusedItem(String operation, String table, String reason) {
        items.raw(separator)
                .raw("{")
                .text(operation)
                .raw(":{\"error\":{\"type\":")
                .text(reason)
                .raw(",\"table\":")
                .text(table)
                .raw("},\"status\":409}}");
    }

    private HttpResponse answer(int status, String error) {
        JsonWriter answer = new JsonWriter().raw("{\"items\":[").raw(items.toBytes());
        answer.raw("],\"current_line\":").number(line);
        answer.raw(",\"skipped_lines\":").number(line - lastCommit);
        answer.raw(",\"errors\":").raw(Boolean.toString(status != 200));
        return HttpResponse.json(
                status, answer.raw(",\"error\":").text(error).raw("}").toBytes());
    }
}
