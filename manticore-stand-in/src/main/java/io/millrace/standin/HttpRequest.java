package io.millrace.standin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;

/**
 * A request whose body has yet to be read.
 *
 * @param target path and query string as sent
 * @param headers by lower-case name
 */
public record HttpRequest(String target, Map<String, String> headers, InputStream body) {

    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The value of a header; empty when it is missing. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The same request, after its body has come whole. */
    HttpRequest arrived() throws IOException {
        return new HttpRequest(target, headers, new ByteArrayInputStream(body.readAllBytes()));
    }

    /** The same request, whose body ends after some bytes. */
    public HttpRequest cut(long bytes) {
        return new HttpRequest(target, headers, new LimitedStream(body, bytes));
    }
}
