package io.millrace.manticore.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.TestCertificate;
import io.millrace.manticore.RecordingProxy;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.standin.ManticoreStandIn;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {
    private static final String PASSWORD = "secret";

    @TempDir
    private static Path directory;

    private static ManticoreStandIn server;
    private static RecordingProxy proxy;
    private static Path keys;

    @BeforeAll
    static void start() throws Exception {
        keys = directory.resolve("keys.p12");
        TestCertificate certificate = TestCertificate.create(keys, PASSWORD, "dns:localhost");
        server = ManticoreStandIn.start(directory.resolve("data"), 0);
        proxy = RecordingProxy.startWithTls(server.url(), certificate.serverContext());
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
        server.close();
    }

    @Test
    void serverWhoseCertificateIsInTheTrustStoreIsTalkedTo() {
        assertThat(healthy(proxy.url(), Optional.of(keys))).isTrue();
    }

    @Test
    void serverWhoseCertificateIsNotTrustedIsNotTalkedTo() {
        assertThat(healthy(proxy.url(), Optional.empty())).isFalse();
    }

    /** Its certificate is for another name. */
    @Test
    void serverThatIsNotTheOneAskedForIsNotTalkedTo() {
        URI byAddress = URI.create("https://127.0.0.1:" + proxy.url().getPort());
        assertThat(healthy(byAddress, Optional.of(keys))).isFalse();
    }

    private static boolean healthy(URI url, Optional<Path> trusted) {
        ManticoreSettings settings = new ManticoreSettings(
                List.of(url),
                Optional.empty(),
                trusted.map(path -> new ManticoreSettings.TrustStore(path, PASSWORD.toCharArray())),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1));
        try (ManticoreClient client = new ManticoreClient(settings)) {
            return client.healthy();
        }
    }
}
