package io.millrace.manticore;

import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.event.ChangeEvent;
import io.millrace.local.ConnectRestException;
import io.millrace.local.ConnectWorker;
import io.millrace.local.KafkaBroker;
import io.millrace.local.ManticoreServer;
import io.millrace.local.NatsServer;
import io.millrace.local.PluginFolder;
import io.millrace.nats.StateBucket;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built zip in a real Connect worker. */
final class PluginZipIT {
    private static final String CLASS = ManticoreSinkConnector.class.getName();
    private static final String DEAD_LETTERS = "dead-letters";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    private static Path directory;

    private static NatsServer nats;
    private static ManticoreServer manticore;
    private static KafkaBroker broker;
    private static ConnectWorker worker;
    private static Connection connection;
    private static Searchd searchd;

    @BeforeAll
    static void start() throws Exception {
        nats = NatsServer.start(directory.resolve("nats"));
        manticore = ManticoreServer.start(directory.resolve("manticore"));
        searchd = new Searchd(manticore.url());
        searchd.forget(Events.TABLE);
        searchd.forget("zip_it_sizes");
        broker = KafkaBroker.start(directory.resolve("kafka"));
        Path plugins = PluginFolder.unpack(
                directory.resolve("plugins"), List.of(PluginFolder.builtZip("manticore-sink-connector")));
        worker = ConnectWorker.start(
                new ConnectWorker.Options(directory.resolve("connect"), broker.bootstrapServers(), List.of(plugins)));
        connection = NatsServer.connect(nats.url());
        connection
                .jetStreamManagement()
                .addStream(StreamDefinition.withDefaults("CDC").toConfiguration());
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        worker.close();
        broker.close();
        searchd.forget(Events.TABLE);
        searchd.forget("zip_it_sizes");
        manticore.close();
        nats.close();
    }

    @Test
    void zipIsOneFolderWithoutWhatConnectBrings() throws IOException {
        try (ZipFile zip =
                new ZipFile(PluginFolder.builtZip("manticore-sink-connector").toFile())) {
            List<String> names = zip.stream().map(ZipEntry::getName).toList();
            assertThat(names).allMatch(name -> name.startsWith("millrace-manticore-sink-connector-"));
            assertThat(names)
                    .noneMatch(name -> name.contains("kafka-")
                            || name.contains("connect-api")
                            || name.contains("slf4j")
                            || name.contains("local-services"));
        }
    }

    @Test
    void workerFindsThePluginWithTheVersionOfItsManifest() {
        List<String> found = new ArrayList<>();
        worker.rest()
                .plugins()
                .forEach(plugin -> found.add(plugin.path("class").asText() + " "
                        + plugin.path("type").asText() + " "
                        + plugin.path("version").asText()));
        assertThat(found).anyMatch(plugin -> plugin.matches("\\Q" + CLASS + "\\E source \\d+\\.\\d+\\.\\d+.*"));
    }

    @Test
    void validationNamesEveryFaultAtOnce() {
        Map<String, String> config = new HashMap<>(config());
        config.put("manticore.urls", "manticore:9308");
        config.put("subjects", "cdc.*.*");
        config.put("deliver.policy", "by.start.time");
        config.put("manticore.user", "admin");
        config.put("errors.tolerance", "all");
        config.put("table.shop.goods", "(price decimal, *)");
        config.remove("dead.letter.topic");

        Map<String, String> faults = new HashMap<>();
        for (JsonNode setting : worker.rest().validate(CLASS, config).path("configs")) {
            JsonNode value = setting.path("value");
            value.path("errors").forEach(error -> faults.put(value.path("name").asText(), error.asText()));
        }

        assertThat(faults)
                .containsOnlyKeys(
                        "manticore.urls",
                        "subjects",
                        "deliver.start.time",
                        "manticore.password",
                        "dead.letter.topic",
                        "table.shop.goods");
    }

    @Test
    void validationSaysThatManticoreIsNotThere() {
        Map<String, String> config = new HashMap<>(config());
        config.put("manticore.urls", "http://127.0.0.1:1");

        JsonNode answer = worker.rest().validate(CLASS, config);

        assertThat(answer.path("error_count").asInt()).isZero();
        assertThat(answer.toString()).contains("The mapping was not checked against the tables in Manticore");
    }

    @Test
    void badEventGoesToTheDeadLettersAndItsNeighboursToTheIndex() throws Exception {
        long before = connection
                .jetStreamManagement()
                .getStreamInfo("CDC")
                .getStreamState()
                .getLastSequence();
        publish(insert(1, int64("id", 1), string("name", "good")).toByteArray());
        publish(insert(2, int64("id", 2)).toBuilder().clearAfter().build().toByteArray());
        publish(insert(3, int64("id", 3), string("name", "good too")).toByteArray());

        worker.rest().create("sink", config());

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(searchd.rows("SELECT id FROM " + Events.TABLE + " ORDER BY id ASC"))
                        .extracting(row -> row.path("id").asInt())
                        .containsExactly(1, 3));
        ConsumerRecord<byte[], byte[]> letter = deadLetter();
        assertThat(header(letter, "millrace.subject")).isEqualTo(Events.SUBJECT);
        assertThat(header(letter, "millrace.sequence")).isEqualTo(String.valueOf(before + 2));
        assertThat(header(letter, "millrace.reason")).contains("lacks the row after it");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(connection
                                .jetStreamManagement()
                                .getConsumerInfo("CDC", "sink-p0")
                                .getAckFloor()
                                .getStreamSequence())
                        .isEqualTo(before + 3));
        assertThat(worker.rest().isRunning("sink")).isTrue();
    }

    /** Nothing but the corrected mapping is needed, and nothing is missing. */
    @Test
    void tableThatWasSetAsideReturnsWithACorrectedMapping() throws Exception {
        String subject = "cdc.test.shop.zip_it_widths.0";
        publish(subject, insert(21, int64("id", 1), int64("width", 3)));
        publish(subject, insert(22, int64("id", 2), string("width", "wide")));
        publish(subject, insert(23, int64("id", 3), string("width", "wider")));
        Map<String, String> config = new HashMap<>(config());
        config.put("name", "returning");
        config.put("subjects", "cdc.test.shop.zip_it_widths");

        worker.rest().create("returning", config);
        awaitSetAside("table.returning.test.shop.zip_it_widths");

        config.put("table.shop.zip_it_widths", "(width as width_text string, *)");
        worker.rest().put("returning", config);

        await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(AssertionError.class)
                .untilAsserted(() -> assertThat(
                                searchd.rows("SELECT id, width, width_text FROM zip_it_widths ORDER BY id ASC"))
                        .extracting(row -> row.path("width").asText()
                                + row.path("width_text").asText())
                        .containsExactly("3", "0wide", "0wider"));
        searchd.forget("zip_it_widths");
    }

    /** Connect starts the same connector again and has kept its metrics. */
    @Test
    void pausedConnectorContinues() {
        Map<String, String> config = new HashMap<>(config());
        config.put("name", "paused");
        config.put("subjects", "cdc.test.shop.zip_it_paused");
        worker.rest().create("paused", config);
        await().atMost(LIMIT).ignoreExceptions().until(() -> worker.rest().isRunning("paused"));

        worker.rest().pause("paused");
        await().atMost(LIMIT).until(() -> !worker.rest().isRunning("paused"));
        worker.rest().resume("paused");

        await().atMost(LIMIT).until(() -> worker.rest().isRunning("paused"));
    }

    private static void awaitSetAside(String key) {
        await().atMost(LIMIT)
                // There is no entry yet, or not even its bucket.
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                connection.keyValue(StateBucket.NAME).get(key).getValueAsString())
                        .contains("state: SET_ASIDE"));
    }

    /** Case A17: step by step what docs/mapping.md says. */
    @Test
    void tableThatCannotFollowItsSourceIsRebuilt() throws Exception {
        String subject = "cdc.test.shop.zip_it_sizes.0";
        publish(subject, insert(11, int64("id", 1), int64("size", 3)));
        publish(subject, insert(12, int64("id", 2), string("size", "XL")));
        Map<String, String> config = new HashMap<>(config());
        config.put("name", "rebuilt");
        config.put("subjects", "cdc.test.shop.zip_it_sizes");

        worker.rest().create("rebuilt", config);
        await().atMost(LIMIT)
                // There is no entry yet, or not even its bucket.
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(connection
                                .keyValue(StateBucket.NAME)
                                .get("table.rebuilt.test.shop.zip_it_sizes")
                                .getValueAsString())
                        .contains("state: SET_ASIDE")
                        .contains("Column size of source table test.shop.zip_it_sizes was INT64 and is STRING")
                        .contains("rebuild table zip_it_sizes"));

        worker.rest().stop("rebuilt");
        config.put("table.shop.zip_it_sizes", "(size string, *)");
        // The order of the steps matters: this mapping does not fit the table that is there.
        assertThatThrownBy(() -> worker.rest().put("rebuilt", config)).isInstanceOf(ConnectRestException.class);
        searchd.sql("DROP TABLE zip_it_sizes");
        worker.rest().put("rebuilt", config);
        await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(ConnectRestException.class)
                .until(() -> !worker.rest().resetOffsets("rebuilt").isMissingNode());
        worker.rest().resume("rebuilt");

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(searchd.sql("SELECT size FROM zip_it_sizes ORDER BY id ASC")
                                .toString())
                        .contains("\"size\":\"3\"", "\"size\":\"XL\""));
    }

    private static ConsumerRecord<byte[], byte[]> deadLetter() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "group.id", "test", "auto.offset.reset", "earliest");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(DEAD_LETTERS));
            await().atMost(LIMIT).pollInSameThread().until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return !records.isEmpty();
            });
        }
        return records.get(0);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void publish(byte[] event) throws Exception {
        connection.jetStream().publish(Events.SUBJECT, event);
    }

    private static void publish(String subject, ChangeEvent event) throws Exception {
        connection.jetStream().publish(subject, event.toByteArray());
    }

    private static Map<String, String> config() {
        return Map.ofEntries(
                Map.entry("connector.class", CLASS),
                Map.entry("name", "sink"),
                Map.entry("nats.servers", nats.url()),
                Map.entry("subjects", "cdc.test.shop." + Events.TABLE),
                Map.entry("manticore.urls", manticore.url()),
                Map.entry("errors.tolerance", "all"),
                Map.entry("dead.letter.topic", DEAD_LETTERS),
                Map.entry("topic.creation.default.partitions", "1"),
                Map.entry("topic.creation.default.replication.factor", "1"),
                Map.entry("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"),
                Map.entry("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter"));
    }
}
