package io.millrace.command.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.command.console.CommandException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectClientTest {
    private JsonServer server;
    private ConnectClient connect;

    @BeforeEach
    void startServer() throws Exception {
        server = new JsonServer();
        connect = new ConnectClient(new JsonHttpClient("http://" + server.address()));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"connector": {"state": "RUNNING"}, "tasks": [{"state": "RUNNING"}, {"state": "RUNNING"}]}    | true  | false
            {"connector": {"state": "RUNNING"}, "tasks": [{"state": "RUNNING"}, {"state": "UNASSIGNED"}]} | false | false
            {"connector": {"state": "RUNNING"}, "tasks": []}                                              | false | false
            {"connector": {"state": "STOPPED"}, "tasks": [{"state": "RUNNING"}]}                          | false | false
            {"connector": {"state": "STOPPED"}, "tasks": []}                                              | false | true
            """)
    void statusSaysWhetherTheConnectorIsRunningOrStopped(String status, boolean running, boolean stopped)
            throws Exception {
        server.answering(200, status);

        assertThat(connect.isRunning("sink")).isEqualTo(running);
        assertThat(connect.isStopped("sink")).isEqualTo(stopped);
    }

    @Test
    void failedTaskIsReportedWithItsTrace() throws Exception {
        server.answering(200, """
                {"connector": {"state": "RUNNING"}, "tasks": [{"state": "FAILED", "trace": "Events expired"}]}""");

        assertThatThrownBy(() -> connect.isRunning("sink"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("Events expired");
        assertThat(connect.isStopped("sink")).isFalse();
    }

    @Test
    void nothingIsKnownDuringARebalance() throws Exception {
        server.answering(409, "{\"message\": \"rebalance\"}");

        assertThat(connect.isRunning("sink")).isFalse();
        assertThat(connect.isStopped("sink")).isFalse();
    }
}
