package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.HttpAddress.TokenLogin;
import io.millrace.state.ManticoreServers.Answers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManticoreServersTest {
    private static final String NOBODY = "http://127.0.0.1:1";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void theNextIsUsedWhenTheFirstIsAwayOrBroken() throws Exception {
        try (JsonServer broken = new JsonServer();
                JsonServer refusing = new JsonServer();
                JsonServer well = new JsonServer()) {
            String first = "http://" + broken.answering(503, "{}").address();
            String second = "http://" + refusing.answering(403, "{}").address();
            String third = "http://" + well.answering(200, "{}").address();

            Answers answers = servers(NOBODY, first, second, third).ask(PATIENCE);

            assertThat(answers.first().url()).isEqualTo(second);
            assertThat(answers.answering()).extracting(HttpAddress::url).containsExactly(second, third);
            assertThat(answers.away())
                    .containsExactly(
                            NOBODY + " does not answer: the connection was refused",
                            first + " answers with status 503");
            assertThat(well.requests())
                    .extracting(JsonServer.RecordedRequest::authorization)
                    .containsExactly("Bearer t0ken");
        }
    }

    /** As of a process that was stopped with SIGSTOP. */
    @Test
    void aServerThatTakesConnectionsAndDoesNotAnswerIsAway() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "http://127.0.0.1:" + silent.getLocalPort();

            Answers answers = servers(address, NOBODY).ask(Duration.ofMillis(100));

            assertThatThrownBy(answers::first)
                    .isInstanceOf(StateException.class)
                    .hasMessageContainingAll(address + " does not answer", NOBODY + " does not answer")
                    .hasMessageNotContaining("t0ken");
        }
    }

    @Test
    void theOnlyOneIsNotAskedBefore() {
        assertThat(servers(NOBODY).ask(PATIENCE).first().url()).isEqualTo(NOBODY);
    }

    private static ManticoreServers servers(String... urls) {
        return new ManticoreServers(Stream.of(urls)
                .map(url -> new HttpAddress(url, Optional.of(new TokenLogin("t0ken"))))
                .toList());
    }
}
