package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AbsentWorkersTest {
    private static final String WORKER = "10.0.0.5:8083";

    private final Set<String> away = new HashSet<>();
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();
    private final AbsentWorkers absent =
            new AbsentWorkers(worker -> !away.contains(worker), Duration.ofMinutes(1), () -> nanos);

    @Test
    void aWorkerIsAbsentOnceItWasAwayForLongEnough() {
        away.add(WORKER);
        assertThat(absent.test(WORKER)).isFalse();

        nanos += Duration.ofSeconds(59).toNanos();
        assertThat(absent.test(WORKER)).isFalse();

        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(absent.test(WORKER)).isTrue();
    }

    @Test
    void aWorkerThatAnsweredInBetweenIsNot() {
        away.add(WORKER);
        absent.test(WORKER);
        away.clear();
        absent.test(WORKER);
        away.add(WORKER);

        nanos += Duration.ofMinutes(1).toNanos();

        assertThat(absent.test(WORKER)).isFalse();
    }

    @Test
    void aWorkerAnswersWhileSomethingListensAtItsAddress() throws IOException {
        String worker;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            worker = "127.0.0.1:" + listener.getLocalPort();
            assertThat(AbsentWorkers.listens(worker)).isTrue();
        }
        assertThat(AbsentWorkers.listens(worker)).isFalse();
        assertThat(AbsentWorkers.listens("no address")).isTrue();
    }
}
