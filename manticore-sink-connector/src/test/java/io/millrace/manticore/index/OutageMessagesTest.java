package io.millrace.manticore.index;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.LocalPort;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.standin.Fault;
import io.millrace.standin.ManticoreStandIn;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages about an outage of Manticore name the server, and no Java class. */
final class OutageMessagesTest {
    private static final String JAVA_CLASS = ".*([a-z]+\\.){2,}[A-Z]\\w*(Exception|Error).*";

    @TempDir
    private Path directory;

    @Test
    void serverThatIsNotThere() {
        int free = LocalPort.free();
        assertOutage("http://127.0.0.1:" + free, "http://127.0.0.1:" + free + " cannot be reached: ");
    }

    @Test
    void serverOfAnUnknownHost() {
        assertOutage(
                "http://search.invalid:9308", "http://search.invalid:9308 cannot be reached: its host name is unknown");
    }

    @Test
    void serverThatDoesNotAnswerInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            String url = "http://127.0.0.1:" + silent.getLocalPort();
            assertOutage(url, Duration.ofMillis(200), url + " did not answer in time");
        }
    }

    @Test
    void serverThatHangsUp() throws IOException {
        try (ManticoreStandIn server = ManticoreStandIn.start(directory, 0)) {
            server.faults().set("/sql", 10, Fault.hangUp(0));
            assertOutage(server.url(), server.url() + " did not answer: ");
        }
    }

    /** The next request goes to the other one. */
    @Test
    void theOneOfSeveralServersThatIsNotThere() {
        String first = "http://127.0.0.1:" + LocalPort.free();
        ManticoreSettings settings = new ManticoreSettings(
                List.of(URI.create(first), URI.create("http://search.invalid:9308")),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1));
        try (ManticoreClient client = new ManticoreClient(settings)) {
            assertThatThrownBy(() -> client.sql("SHOW STATUS"))
                    .isInstanceOf(IndexUnavailableException.class)
                    .hasMessageStartingWith(first + " cannot be reached: ");
            assertThatThrownBy(() -> client.select("SELECT 1", row -> row))
                    .isInstanceOf(IndexUnavailableException.class)
                    .hasMessageStartingWith("http://search.invalid:9308 cannot be reached: ");
        }
    }

    private static void assertOutage(String url, String message) {
        assertOutage(url, Duration.ofMinutes(1), message);
    }

    private static void assertOutage(String url, Duration timeout, String message) {
        ManticoreSettings settings = new ManticoreSettings(
                List.of(URI.create(url)), Optional.empty(), Optional.empty(), Duration.ofSeconds(5), timeout);
        try (ManticoreClient client = new ManticoreClient(settings)) {
            VersionedIndex index =
                    new VersionedIndex(client, new TableCatalog(client), "sink-p0", 1000, Clock.systemUTC());
            assertThatThrownBy(() -> index.apply(List.of(Changes.delete("orders", 1, 1))))
                    .isInstanceOf(IndexUnavailableException.class)
                    .hasMessageStartingWith(message)
                    .message()
                    .doesNotMatch(JAVA_CLASS);
        }
    }
}
