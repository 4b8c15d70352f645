package io.millrace.state;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The address of a server that speaks HTTP.
 *
 * @param url without a login, and without a slash at its end
 * @param trust the certificates to trust instead of Java's own
 */
public record HttpAddress(String url, Optional<Login> login, Optional<TrustedCertificates> trust) {
    public HttpAddress(String url, Optional<Login> login) {
        this(url, login, Optional.empty());
    }

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

    /** A key store with certificates. */
    public record TrustedCertificates(Path path, String password) {
        /** @throws StateException if it cannot be read */
        SSLContext context() {
            try {
                KeyStore store = KeyStore.getInstance(path.toFile(), password.toCharArray());
                TrustManagerFactory managers =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                managers.init(store);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, managers.getTrustManagers(), null);
                return context;
            } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
                throw new StateException("The trust store " + path + " cannot be read here: " + e.getMessage(), e);
            }
        }

        /** Without the password. */
        @Override
        public String toString() {
            return path.toString();
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
