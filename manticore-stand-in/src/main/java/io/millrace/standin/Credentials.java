package io.millrace.standin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Who may use the server. */
public record Credentials(String user, String password) {
    private static final String SCHEME = "Basic ";

    /** What a request without them is answered. */
    Optional<HttpResponse> refusal(HttpRequest request) {
        String header = request.header("Authorization");
        if (header.isEmpty()) {
            return Optional.of(unauthorized("Authorization header field missed"));
        }
        String given = header.startsWith(SCHEME) ? decoded(header.substring(SCHEME.length())) : "";
        if (given.equals(user + ":" + password)) {
            return Optional.empty();
        }
        String name = given.split(":", 2)[0];
        return Optional.of(unauthorized("Access denied for user '" + name + "' (using password: YES)"));
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static HttpResponse unauthorized(String reason) {
        return new HttpResponse(
                401,
                HttpResponse.error(401, reason).body(),
                Map.of("WWW-Authenticate", "Basic realm=\"Manticore daemon\", charset=\"UTF-8\""));
    }
}
