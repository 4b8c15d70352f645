package io.millrace.local.manticore.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer. From status 400 on the connection is closed behind it, whether or not the request's body was read. */
public record HttpResponse(int status, byte[] body, Map<String, String> headers) {

    public static HttpResponse json(int status, byte[] body) {
        return new HttpResponse(status, body, Map.of());
    }

    public static HttpResponse json(int status, String body) {
        return json(status, body.getBytes(StandardCharsets.UTF_8));
    }
}
