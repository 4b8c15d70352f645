package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.Checkout;
import io.millrace.local.LocalPort;
import io.millrace.local.NatsServer;
import io.millrace.nats.AuditMarks;
import io.millrace.nats.StateBucket;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With exactly the permissions that deploy/nats/users.conf lists, and with fewer. */
class NatsExaminationIT {
    private static final int MONITOR = LocalPort.free();
    private static final String LIST = "\"$JS.API.CONSUMER.LIST.CDC\"";

    private static NatsServer nats;

    private final Diagnosis diagnosis = new Diagnosis();

    @BeforeAll
    static void start() throws Exception {
        String file = Files.readString(Checkout.root().resolve("deploy/nats/users.conf"));
        Matcher block = Pattern.compile("user: tools,.*?(permissions: \\{.*?\n {6}})", Pattern.DOTALL)
                .matcher(file);
        assertThat(block.find()).isTrue();
        assertThat(block.group(1)).contains(LIST);
        nats = NatsServer.start(
                Path.of("target", "nats-examination"),
                NatsServer.Options.DEFAULT.withSyncAlways().withConfiguration("""
                        http: "127.0.0.1:%d"
                        authorization { users: [
                          {user: admin, password: a}, {user: doctor, password: d, %s}, {user: fewer, password: f, %s}]}
                        """.formatted(
                                MONITOR, block.group(1), block.group(1).replace(LIST, "\"none\""))));
        try (Connection admin = Nats.connect(new Options.Builder()
                .server(nats.url())
                .userInfo("admin", "a")
                .connectionTimeout(Duration.ofMinutes(3))
                .build())) {
            admin.jetStreamManagement()
                    .addStream(StreamDefinition.withDefaults("CDC").toConfiguration());
            StateBucket.createIfAbsent(admin, 1);
            AuditMarks.open(admin).mark("mysql", "shop", "orders", "Rows were removed");
        }
    }

    @AfterAll
    static void stop() {
        if (nats != null) {
            nats.close();
        }
    }

    @Test
    void documentedPermissionsAreEnough() throws Exception {
        examine("doctor", "d");

        assertThat(Connectors.found(diagnosis)).containsExactly("warning to-be-audited");
        assertThat(diagnosis.findings())
                .singleElement()
                .extracting(Finding::remedy)
                .asString()
                .startsWith("./millrace audit shop.orders,");
        assertThat(diagnosis.examined())
                .singleElement()
                .extracting(Diagnosis.Examined::description)
                .asString()
                .contains("stream CDC with 0 events");
    }

    @Test
    void whatMayNotBeAskedIsNamed() throws Exception {
        examine("fewer", "f");

        assertThat(Connectors.found(diagnosis)).containsExactly("warning nats-permission", "warning to-be-audited");
        assertThat(diagnosis.findings().get(0).problem()).contains("consumers of manticore-sink");
    }

    @Test
    void refusedLoginIsAnError() throws Exception {
        examine("doctor", "secret");

        assertThat(Connectors.found(diagnosis)).containsExactly("error nats-unreachable");
        assertThat(diagnosis.findings().get(0).problem())
                .contains("Authorization")
                .doesNotContain("secret");
    }

    private void examine(String user, String password) throws InterruptedException {
        new NatsExamination(Connectors.bridge(Map.of()), List.of(Connectors.sink(Map.of())), diagnosis.on("NATS"))
                .run(
                        Map.of("nats.servers", nats.url(), "nats.user", user, "nats.password", password),
                        Optional.of("http://127.0.0.1:" + MONITOR));
    }
}
