package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectApiTest {
    private HttpServer server;
    private ConnectApi connect;
    private int status = 200;
    private String answer = "";

    @BeforeEach
    void startServer() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/connectors/sink/status", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        connect = new ConnectApi(
                new HttpJson("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"connector": {"state": "RUNNING"}, "tasks": [{"state": "RUNNING"}, {"state": "RUNNING"}]}    | true  | false
            {"connector": {"state": "RUNNING"}, "tasks": [{"state": "RUNNING"}, {"state": "UNASSIGNED"}]} | false | false
            {"connector": {"state": "RUNNING"}, "tasks": []}                                              | false | false
            {"connector": {"state": "STOPPED"}, "tasks": [{"state": "RUNNING"}]}                          | false | false
            {"connector": {"state": "STOPPED"}, "tasks": []}                                              | false | true
            """)
    void theStatusTellsWhetherItRunsOrIsStopped(String text, boolean running, boolean stopped) throws Exception {
        answer = text;

        assertThat(connect.isRunning("sink")).isEqualTo(running);
        assertThat(connect.isStopped("sink")).isEqualTo(stopped);
    }

    @Test
    void oneThatHasFailedNeverRunsButCanBeStopped() throws Exception {
        answer = "{\"connector\": {\"state\": \"RUNNING\"},"
                + " \"tasks\": [{\"state\": \"FAILED\", \"trace\": \"Events expired\"}]}";

        assertThatThrownBy(() -> connect.isRunning("sink"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("Events expired");
        assertThat(connect.isStopped("sink")).isFalse();
    }

    @Test
    void whileTheWorkersShareOutConnectorsNothingIsKnown() throws Exception {
        status = 409;
        answer = "{\"message\": \"rebalance\"}";

        assertThat(connect.isRunning("sink")).isFalse();
        assertThat(connect.isStopped("sink")).isFalse();
    }
}
