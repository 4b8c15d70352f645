package io.millrace.local.manticore;

import io.millrace.local.manticore.documents.DocumentChanges;
import io.millrace.local.manticore.http.HttpHandler;
import io.millrace.local.manticore.http.HttpRequest;
import io.millrace.local.manticore.http.HttpResponse;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.ZipException;

/** {@code /bulk}: operations on documents, one a line, carried out as they come in. */
final class BulkEndpoint implements HttpHandler {
    private static final String NOT_GZIP =
            "{\"items\":[],\"current_line\":1,\"skipped_lines\":1,\"errors\":true,\"error\":\"\"}";

    private final DocumentChanges changes;

    BulkEndpoint(DocumentChanges changes) {
        this.changes = changes;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws IOException {
        String type = request.header("Content-Type").orElse("");
        if (type.isEmpty()) {
            return Failures.malformed("Content-Type must be set");
        }
        if (!type.split(";", 2)[0].strip().equals("application/x-ndjson")) {
            return Failures.malformed("Content-Type must be application/x-ndjson");
        }
        try {
            return new Bulk(changes).run(new LineReader(Bodies.lines(request)));
        } catch (ZipException | EOFException e) {
            return HttpResponse.json(500, NOT_GZIP);
        }
    }
}
