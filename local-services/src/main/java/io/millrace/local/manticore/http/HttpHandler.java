package io.millrace.local.manticore.http;

import java.io.IOException;

/** Answers requests, many at a time. */
public interface HttpHandler {
    /**
     * @throws HangUpException when the connection is to be closed without an answer
     * @throws IOException when the request could not be carried out: it is answered with status 500
     */
    HttpResponse handle(HttpRequest request) throws IOException;
}
