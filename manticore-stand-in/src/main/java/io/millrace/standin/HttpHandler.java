package io.millrace.standin;

import java.io.IOException;

/** Answers requests, many at a time. */
public interface HttpHandler {
    /**
     * @throws HangUpException to close the connection without an answer
     * @throws IOException when the request cannot be carried out; it is answered with status 500
     */
    HttpResponse handle(HttpRequest request) throws IOException;
}
