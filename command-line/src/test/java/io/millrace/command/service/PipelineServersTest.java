package io.millrace.command.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.millrace.command.console.CommandException;
import io.millrace.event.SourceTable;
import io.millrace.manticore.SinkConfiguration;
import io.millrace.state.HttpAddress;
import io.millrace.state.Placeholders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PipelineServersTest {
    private static final String SOURCE = "io.debezium.connector.mysql.MySqlConnector";
    private static final String BRIDGE = "io.millrace.bridge.NatsBridgeConnector";
    private static final String SINK = "io.millrace.manticore.ManticoreSinkConnector";

    private final List<String> notices = new ArrayList<>();
    private FakeConnect connect;

    @BeforeEach
    void start() throws IOException {
        connect = new FakeConnect(Map.of("${env:NATS}", "nats://nats.internal:4222", "${env:DB}", "db.internal"));
    }

    @AfterEach
    void stop() {
        connect.close();
    }

    @Test
    void everythingIsFoundFromConnectsAddress() throws Exception {
        connect.with(
                        "orders-source",
                        SOURCE,
                        Map.of(
                                "database.hostname", "${env:DB}",
                                "database.port", "3307",
                                "database.user", "debezium",
                                "database.password", "${env:SECRET}",
                                "schema.history.internal.kafka.bootstrap.servers", "kafka:9092",
                                "schema.history.internal.producer.security.protocol", "SSL"))
                .with("a-bridge", BRIDGE, Map.of("nats.servers", "${env:NATS}", "nats.stream", "ORDERS"))
                .with("a-sink", SINK, Map.of("manticore.urls", "http://one:9308,http://two:9308"))
                .with("another", "org.example.Connector", Map.of());

        PipelineServers servers = servers(Map.of("SECRET", "p"));
        PipelineAddresses found = servers.addresses();

        assertThat(servers.source().name()).isEqualTo("orders-source");
        assertThat(servers.bridge().name()).isEqualTo("a-bridge");
        assertThat(servers.sink().name()).isEqualTo("a-sink");
        assertThat(found.stream()).isEqualTo("ORDERS");
        assertThat(found.nats().servers()).isEqualTo("nats://nats.internal:4222");
        assertThat(found.mysql()).hasToString("debezium at db.internal:3307");
        assertThat(found.mysql().password()).isEqualTo("p");
        assertThat(found.manticore().addresses())
                .extracting(HttpAddress::url)
                .containsExactly("http://one:9308", "http://two:9308");
        assertThat(found.kafka().bootstrap()).isEqualTo("kafka:9092");
        assertThat(found.kafka().settings()).isEqualTo(Map.of("security.protocol", "SSL"));
    }

    @Test
    void optionsTakePrecedence() throws Exception {
        connect.with("a-bridge", BRIDGE, Map.of("nats.servers", "nats://other:1", "nats.user", "u"))
                .with("one", SINK, Map.of("manticore.urls", "http://one:9308"))
                .with("two", SINK, Map.of("manticore.urls", "http://two:9308"));

        PipelineServers servers = servers(Map.of(), "--nats-servers=nats://here:4222", "--sink=two");

        assertThat(servers.addresses().nats().servers()).isEqualTo("nats://here:4222");
        assertThat(servers.addresses().manticore().addresses())
                .extracting(HttpAddress::url)
                .containsExactly("http://two:9308");
        assertThat(servers.sink().name()).isEqualTo("two");
    }

    @Test
    void passwordThatOnlyTheWorkerKnowsIsAskedFor() throws Exception {
        connect.with(
                "mysql-source",
                SOURCE,
                Map.of("database.hostname", "db", "database.user", "u", "database.password", "${env:SECRET}"));

        requireOneLine(
                () -> servers(Map.of()).addresses().mysql(),
                "database.password",
                "${env:SECRET}",
                "--mysql-url=mysql://");
    }

    @Test
    void oneOfSeveralIsAskedFor() throws Exception {
        connect.with("one", SINK, Map.of()).with("two", SINK, Map.of());

        requireOneLine(() -> servers(Map.of()).sink(), connect.url(), "one, two", "--sink");
    }

    @Test
    void missingConnectorIsNamed() {
        requireOneLine(() -> servers(Map.of()).source(), connect.url(), "--source", "connect-config");
        requireOneLine(() -> servers(Map.of(), "--bridge=x").bridge(), "named x", "--bridge");
    }

    @Test
    void serverThatDoesNotAnswerIsNamedWithItsOption() throws Exception {
        connect.with(
                        "mysql-source",
                        SOURCE,
                        Map.of(
                                "database.hostname", "127.0.0.1",
                                "database.port", "1",
                                "database.user", "u",
                                "database.password", "secret"))
                .with("a-bridge", BRIDGE, Map.of("nats.servers", "nats://127.0.0.1:1"))
                .with("a-sink", SINK, Map.of("manticore.urls", "http://127.0.0.1:1"));
        PipelineServers servers = servers(Map.of());

        requireOneLine(servers::mysql, "MySQL", "u at 127.0.0.1:1", "--mysql-url");
        requireOneLine(() -> servers.nats("test"), "NATS", "nats://127.0.0.1:1", "--nats-servers", "--nats-config");
        requireOneLine(servers::manticore, "Manticore", "http://127.0.0.1:1", "--manticore-url");
        requireOneLine(() -> servers(Map.of(), "--connect-url=http://127.0.0.1:1"), "Kafka Connect", "--connect-url");
        requireOneLine(
                () -> servers(Map.of(), "--kafka-bootstrap=nowhere").kafka(), "Kafka", "nowhere", "--kafka-bootstrap");
    }

    @Test
    void theIndexIsReachedByTheLoginOfTheOption() throws Exception {
        connect.with(
                "a-sink",
                SINK,
                Map.of(
                        "manticore.urls", "http://manticore.internal:9308",
                        "manticore.token", "${env:TOKEN}",
                        "nats.servers", "${env:UNKNOWN}",
                        "table.shop.goods", "products"));

        SinkConfiguration found =
                servers(Map.of(), "--manticore-url=http://a%40b:c+d@here:9308").sinkConfiguration();

        assertThat(found.name()).isEqualTo("a-sink");
        assertThat(found.manticore().urls()).containsExactly(URI.create("http://here:9308"));
        assertThat(found.manticore().authorization())
                .contains("Basic " + Base64.getEncoder().encodeToString("a@b:c+d".getBytes(StandardCharsets.UTF_8)));
        assertThat(found.mapping().targetOf(new SourceTable("mysql", "shop", "goods")))
                .isEqualTo("products");
    }

    @Test
    void theNextManticoreIsUsedWhenTheFirstIsAwayWhichIsNamed() throws Exception {
        HttpServer second = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        second.createContext("/", exchange -> {
            byte[] answer = "[{\"data\": []}]".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        second.start();
        try {
            String there = "http://127.0.0.1:" + second.getAddress().getPort();
            connect.with(
                    "a-sink",
                    SINK,
                    Map.of("manticore.urls", "http://127.0.0.1:1," + there, "nats.servers", "nats://nats:4222"));
            PipelineServers servers = servers(Map.of());

            assertThat(servers.manticore().status()).isEmpty();
            assertThat(servers.sinkConfiguration().manticore().urls()).containsExactly(URI.create(there));
            assertThat(notices)
                    .containsExactly("Manticore: http://127.0.0.1:1 does not answer: the connection was refused; using "
                            + there);
        } finally {
            second.stop(0);
        }
    }

    @Test
    void aSettingOfTheSinkThatCannotBeReadIsNamed() throws Exception {
        connect.with(
                        "wrong-mapping",
                        SINK,
                        Map.of("manticore.urls", "http://one:9308", "table.shop.goods", "(name nonsense"))
                .with("wrong-setting", SINK, Map.of("manticore.urls", "http://one:9308", "null.handling", "maybe"));

        requireOneLine(
                () -> servers(Map.of(), "--sink=wrong-mapping").sinkConfiguration(),
                "wrong-mapping",
                "table.shop.goods");
        requireOneLine(
                () -> servers(Map.of(), "--sink=wrong-setting").sinkConfiguration(), "wrong-setting", "null.handling");
    }

    private PipelineServers servers(Map<String, String> environment, String... options) throws InterruptedException {
        ServiceAddresses given = new ServiceAddresses(Map.of());
        String[] all = new String[options.length + 1];
        all[0] = "--connect-url=" + connect.url();
        System.arraycopy(options, 0, all, 1, options.length);
        new CommandLine(given).setOverwrittenOptionsAllowed(true).parseArgs(all);
        return new PipelineServers(given, new Placeholders(environment), notices::add);
    }

    private static void requireOneLine(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(CommandException.class)
                .hasMessageContainingAll(parts)
                .extracting(Throwable::getMessage)
                .asString()
                .hasLineCount(1)
                .doesNotContain("secret", "Exception");
    }
}
