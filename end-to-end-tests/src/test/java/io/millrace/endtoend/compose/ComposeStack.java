package io.millrace.endtoend.compose;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.CassandraServer;
import io.millrace.local.ManticoreHttp;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.StreamInfoOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The servers of docker-compose.yml, through the ports that it publishes. */
final class ComposeStack {
    /** However slow the machine is. */
    static final Duration PATIENCE = Duration.ofMinutes(8);

    private static final String MYSQL = "jdbc:mysql://127.0.0.1:13306/shop?user=root&password=millrace";
    private static final ManticoreHttp MANTICORE = new ManticoreHttp("http://127.0.0.1:19308");

    private int products;

    /** Writes a row into MySQL, and waits until a search finds it. */
    void awaitNewProduct() throws SQLException {
        String title = "kettle" + ++products;
        try (java.sql.Connection mysql = DriverManager.getConnection(MYSQL);
                Statement statement = mysql.createStatement()) {
            statement.execute("INSERT INTO products (sku, title, description, category, price) VALUES ('" + title
                    + "', '" + title + "', 'whistles', 'kitchen', 39.90)");
        }
        await(title)
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> MANTICORE
                        .post(
                                "/search",
                                "application/json",
                                "{\"table\":\"products\",\"query\":{\"match\":{\"title\":\"" + title + "\"}}}")
                        .body()
                        .contains("\"total\":1,"));
    }

    /** The JSON that a server answers. */
    static JsonNode get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body());
    }

    /** What the connector that audits for ever has found so far. */
    static List<JsonNode> findings() throws IOException {
        List<JsonNode> findings = new ArrayList<>();
        TopicPartition partition = new TopicPartition("index-audit.findings", 0);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "127.0.0.1:19092", "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (var each : consumer.poll(Duration.ofSeconds(1))) {
                    findings.add(new ObjectMapper().readTree(each.value()));
                }
            }
        }
        return findings;
    }

    /** Creates a table with two rows in Cassandra. */
    static void fillCassandra() {
        try (CqlSession session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress("127.0.0.1", 19042))
                .withLocalDatacenter(CassandraServer.DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, PATIENCE)
                        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, PATIENCE)
                        .build())
                .build()) {
            session.execute(
                    "CREATE KEYSPACE library WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            session.execute("CREATE TABLE library.books (id int PRIMARY KEY, title text)");
            session.execute("INSERT INTO library.books (id, title) VALUES (1, 'one')");
            session.execute("INSERT INTO library.books (id, title) VALUES (2, 'two')");
        }
    }

    /** How many messages the stream has under a pattern of subjects. */
    static long messages(String subjects) throws Exception {
        try (Connection nats = Nats.connect("nats://127.0.0.1:14222")) {
            return nats
                    .jetStreamManagement()
                    .getStreamInfo("CDC", StreamInfoOptions.filterSubjects(subjects))
                    .getStreamState()
                    .getSubjects()
                    .stream()
                    .mapToLong(io.nats.client.api.Subject::getCount)
                    .sum();
        }
    }
}
