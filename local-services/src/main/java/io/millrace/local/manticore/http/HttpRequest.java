package io.millrace.local.manticore.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request whose head is read and whose body is yet to come.
 *
 * @param target path and query string as sent
 * @param headers by lower-case name
 */
public record HttpRequest(String method, String target, Map<String, String> headers, InputStream body) {

    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** A parameter of the query string, decoded. */
    public Optional<String> parameter(String name) {
        int query = target.indexOf('?');
        return query < 0 ? Optional.empty() : formField(target.substring(query + 1), name);
    }

    /** A field of {@code a=b&c=d}, decoded. */
    public static Optional<String> formField(String form, String name) {
        for (String field : form.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0 && field.substring(0, equals).equals(name)) {
                return Optional.of(URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    public byte[] readBody() throws IOException {
        return body.readAllBytes();
    }
}
