package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.local.Checkout;
import io.millrace.local.LocalPort;
import io.millrace.local.NatsServer;
import io.millrace.local.TestCertificate;
import io.nats.client.NKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way of signing in, at a server that knows only that one. */
class NatsSecurityIT {
    private static final String SECRET = "s3cr3t-of-the-bridge";
    private static final String STORE_PASSWORD = "changeit-millrace";
    private static final List<NatsServer> SERVERS = new ArrayList<>();

    @TempDir
    private static Path directory;

    private static List<Way> ways = List.of();

    /**
     * A server and how to sign in to it.
     *
     * @param right settings that let the bridge in
     * @param wrong those of them to replace so that it is kept out
     * @param message what it is then told
     */
    private record Way(String name, Map<String, String> right, Map<String, String> wrong, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void startServers() throws Exception {
        ways = List.of(password(), token(), nkey(), credentials(), tls(), mutualTls(), severalUrls());
    }

    @AfterAll
    static void stopServers() {
        SERVERS.forEach(NatsServer::close);
    }

    static Stream<Way> ways() {
        return ways.stream();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theBridgeIsLetInAndPublishes(Way way) {
        try (CapturedLog log = new CapturedLog()) {
            Map<String, String> properties = properties(way.right());
            FakeTopic topic = new FakeTopic(Shop.TOPIC, 0);
            topic.appendInserts(10);

            Map<String, List<String>> faults = faults(properties);
            FakeWorker worker = new FakeWorker(topic).start(properties);
            worker.runToEnd();
            worker.stop();

            assertThat(faults).isEmpty();
            assertThat(worker.context.metrics.value("published-total")).isEqualTo(10);
            assertShowsNoSecret(properties, log.text());
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void wrongCredentialsAreToldByValidation(Way way) {
        try (CapturedLog log = new CapturedLog()) {
            Map<String, String> properties = properties(way.right());
            properties.putAll(way.wrong());
            // jnats hears at once that it is not let in, but waits for this long.
            properties.put("nats.connection.timeout.ms", "1500");

            // On a slow machine it hears that later.
            await().untilAsserted(() -> {
                Map<String, List<String>> faults = faults(properties);
                assertThat(faults.get("nats.servers"))
                        .singleElement()
                        .asString()
                        .contains("No connection to NATS at", way.message());
                assertShowsNoSecret(properties, log.text() + faults);
            });
        }
    }

    @Test
    void aTaskThatIsKeptOutSaysSoAndKeepsTrying() {
        try (CapturedLog log = new CapturedLog()) {
            Map<String, String> properties = properties(ways.get(0).right());
            properties.put("nats.password", "another");
            properties.put("nats.connection.timeout.ms", "5000");
            FakeWorker worker = new FakeWorker(new FakeTopic(Shop.TOPIC, 0)).start(properties);
            worker.step();
            worker.step();

            assertThat(log.lines("WARN")).singleElement().asString().contains("Authorization Violation");
        }
    }

    @Test
    void secretsInUrlsAreRefusedAndNotRepeated() {
        Map<String, List<String>> faults =
                faults(properties(Map.of("nats.servers", "nats://bridge:" + SECRET + "@127.0.0.1:4222")));

        assertThat(faults.get("nats.servers"))
                .singleElement()
                .asString()
                .contains("Must not contain a user")
                .doesNotContain(SECRET);
    }

    @Test
    void aUserWithoutPermissionsIsToldWhichItLacks() {
        NatsServer server = server("no permission", """
                authorization { users: [
                    {user: admin, password: "%1$s"},
                    {user: bridge, password: "%1$s", permissions: {publish: {deny: ["cdc.>"]}}}]}
                """.formatted(SECRET));
        Map<String, String> properties =
                properties(Map.of("nats.servers", server.url(), "nats.user", "bridge", "nats.password", SECRET));
        FakeTopic topic = new FakeTopic(Shop.TOPIC, 0);
        topic.appendInserts(1);
        FakeWorker worker = new FakeWorker(topic).start(properties);

        assertThatThrownBy(worker::runToEnd)
                .hasMessageContainingAll(
                        "NATS at " + server.url() + " denied permission",
                        "cdc.shop.sales.customers.0",
                        "docs/operations.md");
    }

    @Test
    void theDocumentedPermissionsSuffice() throws Exception {
        String users = Files.readString(Checkout.root().resolve("deploy/nats/users.conf"));
        Matcher block = Pattern.compile("user: bridge,.*?(permissions: \\{.*?\n {6}})", Pattern.DOTALL)
                .matcher(users);
        assertThat(block.find()).isTrue();
        NatsServer server = server("documented", """
                authorization { users: [
                    {user: admin, password: "%1$s"},
                    {user: bridge, password: "%1$s", %2$s}]}
                """.formatted(SECRET, block.group(1)));
        String admin = server.url().replace("//", "//admin:" + SECRET + '@');
        Map<String, String> properties =
                properties(Map.of("nats.servers", server.url(), "nats.user", "bridge", "nats.password", SECRET));
        properties.put("publish.max.in.flight.count", "100");
        FakeTopic topic = new FakeTopic(Shop.TOPIC, 0);

        // The stream and the bucket are created, events published.
        topic.appendInserts(100);
        new FakeWorker(topic).start(properties).runToEnd();
        // A gap at the stream's end is mended.
        StreamEdits.delete(admin, 50);
        new FakeWorker(topic).start(properties).runToEnd();
        // Offsets are set.
        new NatsBridgeConnector().alterOffsets(properties, Map.of(topic.topicPartition, 0L));
        topic.seek(0);
        new FakeWorker(topic).start(properties).runToEnd();

        List<Long> expected = new ArrayList<>(StreamContents.upTo(100));
        expected.addAll(StreamContents.upTo(100));
        assertThat(StreamContents.read(admin).offsets("cdc.shop.sales.customers.0"))
                .isEqualTo(expected);
    }

    private static Map<String, List<String>> faults(Map<String, String> properties) {
        return new NatsBridgeConnector()
                .validate(properties).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
    }

    private static void assertShowsNoSecret(Map<String, String> properties, String text) {
        NatsBridgeConfig config = new NatsBridgeConfig(properties);
        String shown =
                text + config + config.values() + config.nats() + NatsBridgeConfig.DEFINITION.validate(properties);
        NatsBridgeConfig.DEFINITION.configKeys().values().stream()
                .filter(key -> key.type == Type.PASSWORD)
                .filter(key -> properties.containsKey(key.name))
                .forEach(key -> assertThat(shown).doesNotContain(properties.get(key.name)));
    }

    private static Map<String, String> properties(Map<String, String> connection) {
        Map<String, String> properties = new HashMap<>(Shop.connectorProperties("nats://127.0.0.1:4222"));
        properties.put("nats.stream.create", "if.absent");
        properties.put("retry.backoff.initial.ms", "5");
        properties.put("retry.backoff.max.ms", "20");
        properties.put("nats.connection.timeout.ms", "60000");
        properties.putAll(connection);
        return properties;
    }

    private static NatsServer server(String name, String configuration) {
        NatsServer server = NatsServer.start(
                directory.resolve(name.replace(' ', '-')), NatsServer.Options.DEFAULT.withConfiguration(configuration));
        SERVERS.add(server);
        return server;
    }

    private static Way password() {
        NatsServer server = server("password", "authorization { user: bridge, password: \"" + SECRET + "\" }");
        return new Way(
                "user and password",
                Map.of("nats.servers", server.url(), "nats.user", "bridge", "nats.password", SECRET),
                Map.of("nats.password", SECRET + "-mistyped"),
                "Authorization Violation");
    }

    private static Way token() {
        NatsServer server = server("token", "authorization { token: \"" + SECRET + "\" }");
        return new Way(
                "token",
                Map.of("nats.servers", server.url(), "nats.token", SECRET),
                Map.of("nats.token", SECRET + "-mistyped"),
                "Authorization Violation");
    }

    private static Way nkey() throws Exception {
        NKey user = NKey.createUser(null);
        NatsServer server =
                server("nkey", "authorization { users: [{nkey: " + new String(user.getPublicKey()) + "}] }");
        return new Way(
                "NKey",
                Map.of("nats.servers", server.url(), "nats.nkey.seed", new String(user.getSeed())),
                Map.of("nats.nkey.seed", new String(NKey.createUser(null).getSeed())),
                "Authorization Violation");
    }

    private static Way credentials() throws Exception {
        TestOperator operator = new TestOperator();
        NatsServer server = server("credentials", operator.serverConfiguration());
        Path stranger = write("stranger.creds", new TestOperator().credentials());
        return new Way(
                "credentials file",
                Map.of(
                        "nats.servers",
                        server.url(),
                        "nats.credentials.file",
                        write("bridge.creds", operator.credentials()).toString()),
                Map.of("nats.credentials.file", stranger.toString()),
                "Authorization Violation");
    }

    private static Way tls() throws Exception {
        TestCertificate certificate = certificate("server");
        NatsServer server = server(
                "tls",
                "tls { cert_file: \"%s\", key_file: \"%s\" }"
                        .formatted(certificate.certificatePem(), certificate.keyPem()));
        return new Way(
                "TLS",
                Map.of(
                        "nats.servers", server.url(),
                        "nats.tls.truststore.path", certificate.trustStore().toString(),
                        "nats.tls.truststore.password", STORE_PASSWORD),
                Map.of(
                        "nats.tls.truststore.path",
                        certificate("stranger").trustStore().toString()),
                "No trusted certificate found");
    }

    private static Way mutualTls() throws Exception {
        TestCertificate certificate = certificate("server");
        TestCertificate client = certificate("client");
        NatsServer server = server(
                "mutual tls",
                "tls { cert_file: \"%s\", key_file: \"%s\", ca_file: \"%s\", verify: true }"
                        .formatted(certificate.certificatePem(), certificate.keyPem(), client.certificatePem()));
        return new Way(
                "mutual TLS",
                Map.of(
                        "nats.servers", server.url().replace("nats://", "tls://"),
                        "nats.tls.truststore.path", certificate.trustStore().toString(),
                        "nats.tls.truststore.password", STORE_PASSWORD,
                        "nats.tls.keystore.path", client.keyStore().toString(),
                        "nats.tls.keystore.password", STORE_PASSWORD),
                Map.of(
                        "nats.tls.keystore.path",
                        certificate("stranger").keyStore().toString()),
                // The alert, or the broken pipe when the server has closed before it was read.
                "(java");
    }

    private static TestCertificate certificate(String name) throws Exception {
        Path keyStore = directory.resolve(name + ".p12");
        return Files.exists(keyStore)
                ? TestCertificate.read(keyStore, STORE_PASSWORD)
                : TestCertificate.create(keyStore, STORE_PASSWORD, "IP:127.0.0.1");
    }

    private static Way severalUrls() {
        NatsServer server = server("several", "authorization { user: bridge, password: \"" + SECRET + "\" }");
        return new Way(
                "several URLs, the first of which is down",
                Map.of(
                        "nats.servers",
                        "nats://127.0.0.1:" + LocalPort.free() + "," + server.url(),
                        "nats.user",
                        "bridge",
                        "nats.password",
                        SECRET),
                Map.of("nats.user", "nobody"),
                "Authorization Violation");
    }

    private static Path write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }
}
