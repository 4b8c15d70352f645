package io.millrace.local.manticore.http;

import java.io.IOException;

/** Answers requests, many at a time. */
public interface HttpHandler {
    /** @throws IOException when the connection is to be closed without an answer */
    HttpResponse handle(HttpRequest request) throws IOException;
}
