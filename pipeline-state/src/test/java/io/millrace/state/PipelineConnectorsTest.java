package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.HttpAddress.BasicLogin;
import io.millrace.state.HttpAddress.TokenLogin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PipelineConnectorsTest {
    private static final Map<String, String> BRIDGE = Map.of(
            "connector.class", "io.millrace.bridge.NatsBridgeConnector",
            "nats.servers", "${env:NATS}",
            "nats.stream", "CHANGES",
            "nats.password", "${file:/run/secrets:nats}",
            "nats.user", "millrace");

    @Test
    void natsSettingThatOnlyTheWorkerKnowsIsAskedForByName() {
        ConfiguredConnector bridge =
                connector("nats-bridge", BRIDGE, Map.of("nats.servers", "nats://worker:4222", "nats.user", "millrace"));

        assertThatThrownBy(() -> PipelineConnectors.nats(bridge, Map.of()))
                .isInstanceOf(StateException.class)
                .hasMessageContainingAll("nats.password", "nats-bridge", "--nats-config");
        assertThat(PipelineConnectors.nats(bridge, Map.of("nats.password", "secret", "nats.user", "me"))
                        .servers())
                .isEqualTo("nats://worker:4222");
    }

    @Test
    void sinkMaySignInWithATokenOrAPassword() {
        Map<String, String> token = Map.of("manticore.urls", "http://m:9308,http://n:9308", "manticore.token", "t0ken");
        Map<String, String> password = Map.of("manticore.user", "u", "manticore.password", "p");

        assertThat(PipelineConnectors.manticore(connector("sink", token, token)))
                .isEqualTo(new ManticoreServers(List.of(
                        new HttpAddress("http://m:9308", Optional.of(new TokenLogin("t0ken"))),
                        new HttpAddress("http://n:9308", Optional.of(new TokenLogin("t0ken"))))));
        assertThat(PipelineConnectors.manticore(connector("sink", password, password))
                        .addresses())
                .containsExactly(new HttpAddress("http://127.0.0.1:9308", Optional.of(new BasicLogin("u", "p"))));
    }

    @Test
    void settingThatIsNotKnownHereIsToldFromAServerThatDoesNotAnswer() {
        ConfiguredConnector sink = connector("sink", Map.of("manticore.token", "${vault:m:token}"), Map.of());

        assertThatThrownBy(() -> PipelineConnectors.manticore(sink))
                .isInstanceOfSatisfying(UnknownSettingException.class, unknown -> {
                    assertThat(unknown.problem())
                            .contains("manticore.token of sink is ${vault:m:token}", "not asked")
                            .doesNotContain("--");
                    assertThat(unknown.remedy()).contains("--manticore-url=");
                });
    }

    @Test
    void connectorsAreFoundOnAWorker() throws Exception {
        try (JsonServer server = new JsonServer()) {
            server.answering(200, """
                    {"sink": {"info": {"config": {"connector.class": "ManticoreSink", "nats.servers": "nats://a:4222"}},
                              "status": {"connector": {"state": "RUNNING"}, "tasks": []}},
                     "other": {"info": {"config": {"connector.class": "FileStreamSource"}}}}""");

            PipelineConnectors found = PipelineConnectors.discover(
                    new ConnectClient(new JsonHttpClient("http://" + server.address())), new Placeholders(Map.of()));

            assertThat(found.of(Role.MANTICORE_SINK))
                    .extracting(ConfiguredConnector::name)
                    .containsExactly("sink");
            assertThat(found.of(Role.MYSQL_SOURCE)).isEmpty();
        }
    }

    private static ConfiguredConnector connector(
            String name, Map<String, String> posted, Map<String, String> resolved) {
        return new ConfiguredConnector(name, posted, resolved, Optional.empty());
    }
}
