package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.millrace.local.TestCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Manticore whose certificate only the sink's trust store knows. */
class TrustedServerTest {
    private static final String PASSWORD = "secret";
    private static final byte[] ANSWER = "[{\"data\": []}]".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path directory;

    private static HttpsServer server;

    @BeforeAll
    static void start() throws Exception {
        TestCertificate certificate = TestCertificate.create(directory.resolve("keys.p12"), PASSWORD, "dns:localhost");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void theSinksTrustStoreIsUsed() throws Exception {
        Map<String, String> trusting = Map.of(
                "manticore.urls",
                "http://127.0.0.1:1," + url(),
                "manticore.tls.truststore.path",
                directory.resolve("keys.p12").toString(),
                "manticore.tls.truststore.password",
                PASSWORD);

        HttpAddress address = servers(trusting).ask(Duration.ofMinutes(1)).first();

        assertThat(address.url()).isEqualTo(url());
        assertThat(new ManticoreIndex(new JsonHttpClient(address)).status()).isEmpty();
        assertThat(address.trust()).hasToString("Optional[" + directory.resolve("keys.p12") + "]");
    }

    @Test
    void aServerThatIsNotTrustedIsNotTalkedTo() {
        HttpAddress address =
                servers(Map.of("manticore.urls", url())).addresses().get(0);

        assertThatThrownBy(() -> new ManticoreIndex(new JsonHttpClient(address)).status())
                .isInstanceOf(StateException.class)
                .hasMessageContainingAll(url(), "certification path");
    }

    @Test
    void aTrustStoreThatIsNotHereIsNamed() {
        HttpAddress address = servers(
                        Map.of("manticore.urls", url(), "manticore.tls.truststore.path", "/nowhere/m.p12"))
                .addresses()
                .get(0);

        assertThatThrownBy(() -> new JsonHttpClient(address))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("The trust store /nowhere/m.p12 cannot be read here");
    }

    private static ManticoreServers servers(Map<String, String> settings) {
        return PipelineConnectors.manticore(new ConfiguredConnector("sink", settings, settings, Optional.empty()));
    }

    private static String url() {
        return "https://localhost:" + server.getAddress().getPort();
    }
}
