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
    /** Whom to sign in as. */
    public record Login(String user, String password) {}

    /** @param url which may contain {@code user:password@}, percent-encoded */
    public static HttpAddress parse(String url) {
        String login = URI.create(url).getRawUserInfo();
        String server = (login == null ? url : url.replace(login + "@", "")).replaceFirst("/$", "");
        return new HttpAddress(server, Optional.ofNullable(login).map(HttpAddress::loginOf));
    }

    private static Login loginOf(String text) {
        String[] parts = text.split(":", 2);
        return new Login(PercentEncoding.decode(parts[0]), parts.length > 1 ? PercentEncoding.decode(parts[1]) : "");
    }

    /** A URL for a person to see: without what may be a login, even if it is malformed. */
    public static String visible(String url) {
        return url.replaceFirst("//.*@", "//");
    }

    /** The value of the header that signs in. */
    Optional<String> authorization() {
        return login.map(each -> "Basic "
                + Base64.getEncoder()
                        .encodeToString((each.user() + ":" + each.password()).getBytes(StandardCharsets.UTF_8)));
    }

    /** As {@link #parse} reads it. */
    public String withLogin() {
        return login.map(each -> url.replaceFirst(
                        "//",
                        "//" + PercentEncoding.encode(each.user()) + ":" + PercentEncoding.encode(each.password())
                                + "@"))
                .orElse(url);
    }
}
