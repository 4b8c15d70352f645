package io.millrace.standin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who may use the server. */
public record Credentials(String user, String password) {
    boolean match(HttpRequest request) {
        byte[] expected = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return request.header("Authorization")
                .equals("Basic " + Base64.getEncoder().encodeToString(expected));
    }
}
