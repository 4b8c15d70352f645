package io.millrace.state;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The address of a server that speaks HTTP.
 *
 * @param url without a login, and without a slash at its end
 */
public record HttpAddress(String url, Optional<Login> login) {
    /** How to sign in. */
    public sealed interface Login {
        /** The value of the header that signs in. */
        String authorization();
    }

    /** A user with a password. */
    public record BasicLogin(String user, String password) implements Login {
        @Override
        public String authorization() {
            String login = user + ":" + password;
            return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A bearer token. */
    public record TokenLogin(String token) implements Login {
        @Override
        public String authorization() {
            return "Bearer " + token;
        }
    }

    /** @param url which may contain {@code user:password@}, percent-encoded */
    public static HttpAddress parse(String url) {
        String login = URI.create(url).getRawUserInfo();
        String server = (login == null ? url : url.replace(login + "@", "")).replaceFirst("/$", "");
        return new HttpAddress(server, Optional.ofNullable(login).map(HttpAddress::loginOf));
    }

    private static Login loginOf(String text) {
        String[] parts = text.split(":", 2);
        return new BasicLogin(
                PercentEncoding.decode(parts[0]), parts.length > 1 ? PercentEncoding.decode(parts[1]) : "");
    }

    /** A URL for a person to see: without what may be a login, even if it is malformed. */
    public static String visible(String url) {
        return url.replaceFirst("//.*@", "//");
    }
}
