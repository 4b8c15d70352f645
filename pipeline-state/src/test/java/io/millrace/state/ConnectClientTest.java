package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
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
                .isInstanceOf(StateException.class)
                .hasMessageContaining("Events expired");
        assertThat(connect.isStopped("sink")).isFalse();
    }

    @Test
    void oneSettingIsChangedAndTheOthersStay() throws Exception {
        server.answering(200, "{}");

        connect.configure("sink", "table.shop.products", "(size string, *)");
        connect.configure("sink", "table.shop.products", "");
        connect.restartFailed("sink");

        assertThat(server.requests())
                .extracting(request -> request.line() + " " + request.body())
                .containsExactly(
                        "PATCH /connectors/sink/config {\"table.shop.products\":\"(size string, *)\"}",
                        "PATCH /connectors/sink/config {\"table.shop.products\":null}",
                        "POST /connectors/sink/restart?includeTasks=true&onlyFailed=true ");
    }

    @Test
    void serverThatIsDownIsNamedWithTheReason() {
        server.close();

        assertThatThrownBy(() -> connect.isRunning("sink"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("got no answer: the connection was refused")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void hostThatIsUnknownIsNamedWithTheReason() {
        ConnectClient nowhere = new ConnectClient(new JsonHttpClient("http://no-such-host.invalid:8083"));

        assertThatThrownBy(() -> nowhere.isRunning("sink"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("got no answer: the host is unknown");
    }

    @Test
    void nothingIsKnownDuringARebalance() throws Exception {
        server.answering(409, "{\"message\": \"rebalance\"}");

        assertThat(connect.isRunning("sink")).isFalse();
        assertThat(connect.isStopped("sink")).isFalse();
    }

    @Test
    void connectorsAreReadWithConfigurationAndTasks() throws Exception {
        server.answering(200, """
                {"sink": {
                  "info": {"config": {"connector.class": "Sink", "url": "${env:URL}"}},
                  "status": {"connector": {"state": "RUNNING"}, "tasks": [
                    {"id": 0, "state": "FAILED", "worker_id": "w:8083", "trace": "Events expired"}]}},
                 "bridge": {"info": {"config": {}}, "status": {}}}""");

        assertThat(connect.connectors())
                .containsExactly(
                        new ConnectorState("bridge", Map.of(), "UNASSIGNED", "", List.of()),
                        new ConnectorState(
                                "sink",
                                Map.of("connector.class", "Sink", "url", "${env:URL}"),
                                "RUNNING",
                                "",
                                List.of(new ConnectorState.TaskState(0, "FAILED", "w:8083", "Events expired"))));
        assertThat(server.requests().get(0).line()).isEqualTo("GET /connectors?expand=info&expand=status");
    }

    @Test
    void checkOfAConfigurationGivesValuesAndFaultsWithoutSecrets() throws Exception {
        server.answering(200, """
                {"configs": [
                  {"value": {"name": "url", "value": "http://manticore:9308", "errors": []}},
                  {"value": {"name": "password", "value": "[hidden]", "errors": []}},
                  {"value": {"name": "subjects", "value": null, "errors": ["Is missing"]}}]}""");

        ConfigurationCheck check = connect.check(Map.of("connector.class", "Sink"));

        assertThat(check)
                .isEqualTo(new ConfigurationCheck(
                        "", Map.of("url", "http://manticore:9308"), Map.of("subjects", List.of("Is missing"))));
        assertThat(server.requests().get(0).line()).isEqualTo("PUT /connector-plugins/Sink/config/validate");
        assertThat(server.requests().get(0).body()).isEqualTo("{\"connector.class\":\"Sink\"}");
    }

    @Test
    void checkThatFailsSaysWhy() throws Exception {
        server.answering(500, "{\"error_code\": 500, \"message\": null}");

        assertThat(connect.check(Map.of("connector.class", "Source")).failure()).startsWith("HTTP 500");
    }

    @Test
    void pluginsAndVersionAreRead() throws Exception {
        server.answering(200, "{\"version\": \"4.3.1\"}")
                .answering(200, "[{\"class\": \"b.Converter\"}, {\"class\": \"a.Sink\"}]");

        assertThat(connect.version()).isEqualTo("4.3.1");
        assertThat(connect.plugins()).containsExactly("a.Sink", "b.Converter");
    }
}
