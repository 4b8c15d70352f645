package io.millrace.standin;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** An answer. From status 400 on, the connection closes after it, whether or not the request's body was read. */
public record HttpResponse(int status, byte[] body) {

    public static HttpResponse json(int status, String body) {
        return new HttpResponse(status, body.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code {"error": reason}}. */
    public static HttpResponse error(int status, String reason) {
        return json(status, "{\"error\":" + quoted(reason) + "}");
    }

    /** The text as a JSON string. */
    public static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
