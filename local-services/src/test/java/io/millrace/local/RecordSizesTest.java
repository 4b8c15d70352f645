package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event of the largest size goes all the way: every place that limits it, in what this project ships, lets it pass. */
class RecordSizesTest {
    /** Kafka's key, and what Kafka and NATS add. */
    private static final long MARGIN = 100_000;

    private static final long LARGEST_MAX_PAYLOAD = 64 << 20;
    private static final Pattern MAX_PAYLOAD = Pattern.compile("max_payload\\s*[:=]\\s*(\\S+)");

    @Test
    void rowsOfEightMebibytesArriveWhole() throws IOException {
        assertThat(largestEvent()).isGreaterThan(8 << 20);
    }

    @Test
    void kafkaTakesTheLargestEvent(@TempDir Path directory) throws IOException {
        long request = setting("mysql-source", "producer.override.max.request.size");
        long message = setting("mysql-source", "topic.creation.default.max.message.bytes");

        assertThat(request).isGreaterThanOrEqualTo(largestEvent() + MARGIN);
        assertThat(message).isGreaterThanOrEqualTo(request);
        assertThat(setting("nats-bridge", "consumer.override.max.partition.fetch.bytes"))
                .isGreaterThanOrEqualTo(message);
        // A topic's limit goes before the brokers', and replicas fetch what is larger than their limit by itself.
        Path broker = KafkaBroker.writeConfiguration(directory, directory, 1);
        for (Path each : List.of(broker, Checkout.root().resolve("docker-compose.yml"))) {
            assertThat(Files.readString(each).toLowerCase(java.util.Locale.ROOT).replace('_', '.'))
                    .doesNotContain("socket.request.max.bytes", "message.max.bytes", "replica.fetch");
        }
    }

    /** A producer refuses what does not fit in its buffer. */
    @Test
    void theWorkersProducersHoldTheLargestEvent() throws IOException {
        Properties worker = new Properties();
        try (var reader = Files.newBufferedReader(Checkout.connectConfig().resolve("worker.properties"))) {
            worker.load(reader);
        }

        assertThat(Long.parseLong(worker.getProperty("producer.buffer.memory", "33554432")))
                .isGreaterThanOrEqualTo(setting("mysql-source", "producer.override.max.request.size"));
    }

    @Test
    void everyNatsServerTakesTheLargestEvent() throws IOException {
        String local = NatsServer.configuration(4222, "/data", NatsServer.Options.DEFAULT);
        assertThat(maxPayloads(local)).singleElement().satisfies(this::isEnough);
        assertThat(maxPayloads(Files.readString(Checkout.root().resolve("docker-compose.yml"))))
                .singleElement()
                .satisfies(this::isEnough);
        try (Stream<Path> files = Files.walk(Checkout.root().resolve("deploy"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(maxPayloads(Files.readString(file)))
                        .as(file.toString())
                        .allSatisfy(this::isEnough);
            }
        }
    }

    @Test
    void theDocumentationHasTheseSizes() throws IOException {
        String page = Files.readString(Checkout.root().resolve("docs/operations.md"));

        assertThat(page).contains("9,000,000 bytes").contains("`9437184`");
        assertThat(largestEvent()).isEqualTo(9_000_000);
        assertThat(setting("mysql-source", "producer.override.max.request.size"))
                .isEqualTo(9_437_184);
    }

    private void isEnough(long maxPayload) throws IOException {
        assertThat(maxPayload).isBetween(largestEvent() + MARGIN, LARGEST_MAX_PAYLOAD);
    }

    private static List<Long> maxPayloads(String configuration) {
        return MAX_PAYLOAD
                .matcher(configuration)
                .results()
                .map(found -> Long.valueOf(found.group(1)))
                .toList();
    }

    private static long largestEvent() throws IOException {
        return setting("mysql-source", "value.converter.event.max.bytes");
    }

    private static long setting(String connector, String name) throws IOException {
        JsonNode value = new ObjectMapper()
                .readTree(Checkout.connectConfig().resolve(connector + ".json").toFile())
                .path("config")
                .path(name);
        assertThat(value.isTextual()).as("%s of %s", name, connector).isTrue();
        return Long.parseLong(value.asText());
    }
}
