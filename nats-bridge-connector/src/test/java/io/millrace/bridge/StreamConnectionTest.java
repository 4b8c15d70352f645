package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.nats.NatsUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamConnectionTest {
    private static final NatsUnavailableException REASON = new NatsUnavailableException("Connection refused");

    private final CapturedLog log = new CapturedLog();
    private final AtomicLong clock = new AtomicLong();
    private final StreamConnection connection = new StreamConnection(
            new NatsBridgeConfig(Map.of("nats.servers", "nats://nats.example:4222")),
            "test",
            new BridgeMetrics(new FakePluginMetrics()),
            clock::get);

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void anOutageIsLoggedWithTheServerWhenItBeginsAndEveryTenMinutes() {
        for (int minute = 0; minute < 25; minute++) {
            connection.lost(REASON);
            clock.addAndGet(Duration.ofMinutes(1).toNanos());
        }

        assertThat(log.lines("WARN"))
                .hasSize(3)
                .allMatch(line -> line.contains("to stream CDC at nats://nats.example:4222; keeping the Kafka position"
                                + " and retrying")
                        && line.contains("Connection refused"));
        assertThat(log.lines("WARN").get(0)).contains("Lost the connection to stream CDC");
        assertThat(log.lines("WARN").subList(1, 3))
                .allMatch(line -> line.contains("Still no connection to stream CDC"));
    }

    @Test
    void itsEndIsLoggedOnceAndTheNextOutageAtOnce() {
        connection.lost(REASON);
        connection.established();
        connection.established();
        connection.lost(REASON);

        assertThat(log.lines("INFO")).singleElement().asString().contains("NATS at nats://nats.example:4222 is back");
        assertThat(log.lines("WARN")).hasSize(2).allMatch(line -> line.contains("Lost the connection"));
    }

    @Test
    void theNextAttemptIsDueAfterThePause() {
        assertThat(connection.isDue()).isTrue();
        connection.lost(REASON);
        assertThat(connection.isDue()).isFalse();
        clock.addAndGet(connection.untilNextAttempt().toNanos());
        assertThat(connection.isDue()).isTrue();
    }
}
