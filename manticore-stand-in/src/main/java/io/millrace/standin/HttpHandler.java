package io.millrace.standin;

import java.io.IOException;

/** Answers requests, many at a time. */
public interface HttpHandler {
    /** @throws IOException to close the connection without an answer */
    HttpResponse handle(HttpRequest request) throws IOException;
}
