package io.millrace.manticore.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach Manticore.
 *
 * @param urls tried in order; all of them must serve the same tables
 * @param authorization the value of the Authorization header
 * @param requestTimeout how long the server may take to answer
 */
public record ManticoreSettings(
        List<URI> urls,
        Optional<String> authorization,
        Optional<TrustStore> trustStore,
        Duration connectTimeout,
        Duration requestTimeout) {

    /** A key store with the certificates to trust instead of Java's own. */
    public record TrustStore(Path path, char[] password) {}

    public static ManticoreSettings of(URI url) {
        return new ManticoreSettings(
                List.of(url), Optional.empty(), Optional.empty(), Duration.ofSeconds(5), Duration.ofMinutes(1));
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return urls.toString();
    }
}
