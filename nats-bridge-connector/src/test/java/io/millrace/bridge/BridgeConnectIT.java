package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.ConnectRestException;
import io.millrace.local.ConnectWorker;
import io.millrace.local.KafkaBroker;
import io.millrace.local.LocalServer;
import io.millrace.local.NatsServer;
import io.millrace.local.PluginFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built plug-in in real workers, on a real broker, into real streams. */
class BridgeConnectIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int BURST = 4_000;
    private static final int MID_BURST = 1_000;

    @TempDir
    private static Path directory;

    private static KafkaBroker broker;
    private static NatsServer nats;
    private static Path plugins;
    private static ConnectWorker worker;
    private static final List<LocalServer> STARTED = new ArrayList<>();

    @BeforeAll
    static void startServers() {
        broker = started(KafkaBroker.start(directory.resolve("kafka")));
        nats = started(NatsServer.start(directory.resolve("nats")));
        plugins = PluginFolder.unpack(
                directory.resolve("plugins"), List.of(PluginFolder.builtZip("nats-bridge-connector")));
        worker = started(ConnectWorker.start(inDirectory("connect")));
    }

    @AfterAll
    static void stopServers() {
        for (int i = STARTED.size() - 1; i >= 0; i--) {
            STARTED.get(i).close();
        }
    }

    @Test
    void theStreamEqualsTheTopicThoughServersAreKilledAndTasksMove() throws Exception {
        NatsServer forgetful = started(NatsServer.start(directory.resolve("forgetful-nats")));
        try (KafkaTopic topic = KafkaTopic.create(broker, "killed", 4)) {
            create("remembering", topic, nats, Map.of());
            create(
                    "forgetful",
                    topic,
                    forgetful,
                    Map.of("nats.stream.duplicate.window.ms", "2000", "publish.ack.timeout.ms", "2000"));

            burst(topic, () -> restartKilled(nats));
            burst(topic, () -> {
                forgetful.kill();
                // Takes longer than what the stream remembers.
                restartKilled(broker);
                forgetful.restart();
            });
            burst(topic, () -> restartKilled(worker));
            burst(topic, () -> started(ConnectWorker.start(inDirectory("connect-2"))));
            burst(topic, worker::kill);
            burst(topic, () -> restartKilled(broker));

            awaitEqual(topic, nats, "remembering");
            awaitEqual(topic, forgetful, "forgetful");
        } finally {
            worker.restart();
            delete("remembering");
            delete("forgetful");
        }
    }

    @Test
    void offsetsThatAreSetByRestAreHonouredAndTold() throws Exception {
        NatsServer server = started(NatsServer.start(directory.resolve("rewound-nats")));
        try (KafkaTopic topic = KafkaTopic.create(broker, "rewound", 2)) {
            topic.append(200);
            create("rewound", topic, server, Map.of());
            awaitEqual(topic, server, "rewound");
            long end = topic.endOffset(0);
            awaitOffset("rewound", topic, 0, end);

            worker.rest().stop("rewound");
            awaitStopped("rewound");
            worker.rest().alterOffsets("rewound", offset(topic, 0, 50));
            awaitOffset("rewound", topic, 0, 50);
            worker.rest().resume("rewound");

            List<Long> once = topic.offsets(0);
            List<Long> again = new ArrayList<>(once);
            once.stream().filter(offset -> offset >= 50).forEach(again::add);
            String subject = "cdc.shop.sales.customers.0";
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(offsets(server, subject)).isEqualTo(again));
            List<Long> ids = StreamContents.read(server.url()).ids(subject);
            assertThat(ids.subList(0, once.size())).isSorted().doesNotHaveDuplicates();
            // An id belongs to its event, however often that is published.
            assertThat(ids.subList(once.size(), ids.size()))
                    .isEqualTo(ids.subList(2 * once.size() - again.size(), once.size()));
            awaitOffset("rewound", topic, 0, end);
            assertThat(offsets(server, "cdc.shop.sales.customers.1")).isEqualTo(topic.offsets(1));

            worker.rest().stop("rewound");
            awaitStopped("rewound");
            worker.rest().resetOffsets("rewound");
            assertThat(worker.rest().offsets("rewound").path("offsets")).isEmpty();
            worker.rest().resume("rewound");

            again.addAll(once);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(offsets(server, subject)).isEqualTo(again));
            delete("rewound");
        }
    }

    @Test
    void aPoisonRecordAloneIsADeadLetter() throws Exception {
        NatsServer server = started(NatsServer.start(directory.resolve("poisoned-nats")));
        try (KafkaTopic topic = KafkaTopic.create(broker, "poisoned", 1);
                KafkaTopic deadLetters = KafkaTopic.create(broker, "poisoned-dead-letters", 1)) {
            topic.append(100);
            long poison = topic.appendPoison();
            topic.append(100);
            create(
                    "poisoned",
                    topic,
                    server,
                    Map.of(
                            "errors.tolerance", "all",
                            "errors.deadletterqueue.topic.name", deadLetters.name(),
                            "errors.deadletterqueue.topic.replication.factor", "1",
                            "errors.deadletterqueue.context.headers.enable", "true"));

            List<Long> expected = new ArrayList<>(topic.offsets(0));
            expected.remove(poison);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(offsets(server, "cdc.shop.sales.customers.0"))
                            .isEqualTo(expected));
            // Connect writes it on a thread of its own.
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(deadLetters.headers())
                            .singleElement()
                            .satisfies(headers -> assertThat(headers)
                                    .containsEntry("__connect.errors.topic", topic.name())
                                    .containsEntry("__connect.errors.offset", Long.toString(poison))
                                    .extractingByKey("__connect.errors.exception.message")
                                    .asString()
                                    .contains(topic.name() + "-0@" + poison, "not a change event")));
            delete("poisoned");
        }
    }

    @Test
    void validationNamesEveryFaultAtOnce() {
        JsonNode outcome = worker.rest()
                .validate(
                        "io.millrace.bridge.NatsBridgeConnector",
                        Map.of(
                                "connector.class", "io.millrace.bridge.NatsBridgeConnector",
                                "name", "faulty",
                                "topics", "any",
                                "nats.servers", nats.url(),
                                "nats.stream", "ABSENT",
                                "publish.max.in.flight.count", "0",
                                // Case A13.
                                "publish.max.in.flight", "1",
                                "publish.ack.timeout.ms", "999999",
                                "retry.backoff.initial.ms", "60000"));

        Map<String, String> faults = new HashMap<>();
        outcome.path("configs").forEach(config -> {
            JsonNode errors = config.at("/value/errors");
            if (!errors.isEmpty()) {
                faults.put(config.at("/value/name").asText(), errors.toString());
            }
        });
        assertThat(faults)
                .containsOnlyKeys(
                        "nats.stream",
                        "publish.max.in.flight",
                        "publish.max.in.flight.count",
                        "publish.ack.timeout.ms",
                        "retry.backoff.initial.ms");
        assertThat(faults.get("nats.stream")).contains("There is no stream ABSENT", "There is no key-value bucket");
    }

    private static ConnectWorker.Options inDirectory(String name) {
        return new ConnectWorker.Options(directory.resolve(name), broker.bootstrapServers(), List.of(plugins))
                // Dead workers and consumers are noticed sooner.
                .withOverrides(Map.of(
                        "session.timeout.ms", "6000",
                        "heartbeat.interval.ms", "1000",
                        "scheduled.rebalance.max.delay.ms", "0",
                        "offset.flush.interval.ms", "1000",
                        "consumer.session.timeout.ms", "6000",
                        "consumer.heartbeat.interval.ms", "1000"));
    }

    /** Appends a burst, and does something when a part of it is in both streams. */
    private static void burst(KafkaTopic topic, Runnable fault) throws Exception {
        long before = StreamContents.count(nats.url());
        topic.append(BURST);
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> StreamContents.count(nats.url()) > before + MID_BURST);
        fault.run();
    }

    private static void restartKilled(LocalServer server) {
        server.kill();
        server.restart();
    }

    private static void awaitEqual(KafkaTopic topic, NatsServer server, String connector) {
        await(connector)
                .atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> assertThat(StreamContents.count(server.url())).isGreaterThanOrEqualTo(topic.count()));
        try {
            StreamContents stream = StreamContents.read(server.url());
            for (int partition = 0; partition < topic.partitions(); partition++) {
                String subject = "cdc.shop.sales.customers." + partition;
                assertThat(stream.offsets(subject)).as(connector).isEqualTo(topic.offsets(partition));
                assertThat(stream.ids(subject)).as(connector).isSorted().doesNotHaveDuplicates();
            }
        } catch (Exception e) {
            throw new AssertionError(connector, e);
        }
    }

    private static List<Long> offsets(NatsServer server, String subject) throws Exception {
        return StreamContents.read(server.url()).offsets(subject);
    }

    private static void create(String name, KafkaTopic topic, NatsServer server, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "connector.class", "io.millrace.bridge.NatsBridgeConnector",
                "topics", topic.name(),
                "tasks.max", "2",
                "consumer.override.isolation.level", "read_committed",
                "key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
                "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
                "nats.servers", server.url(),
                "nats.stream.create", "if.absent",
                // Slow enough to be interrupted.
                "publish.max.in.flight.count", "20"));
        properties.putAll(more);
        worker.rest().create(name, properties);
        await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(ConnectRestException.class)
                .until(() -> worker.rest().isRunning(name));
    }

    private static void delete(String name) {
        await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(ConnectRestException.class)
                .until(() -> {
                    worker.rest().delete(name);
                    return true;
                });
    }

    private static void awaitStopped(String name) {
        await().atMost(LIMIT)
                .until(() -> worker.rest().status(name).path("tasks").isEmpty());
    }

    private static String offset(KafkaTopic topic, int partition, long offset) {
        return """
                {"offsets": [{"partition": {"kafka_topic": "%s", "kafka_partition": %d},
                              "offset": {"kafka_offset": %d}}]}
                """.formatted(topic.name(), partition, offset);
    }

    private static void awaitOffset(String name, KafkaTopic topic, int partition, long expected) {
        await().atMost(LIMIT).untilAsserted(() -> {
            long told = -1;
            for (JsonNode each : worker.rest().offsets(name).path("offsets")) {
                if (each.at("/partition/kafka_partition").asInt() == partition) {
                    told = each.at("/offset/kafka_offset").asLong();
                }
            }
            assertThat(told).as(topic.name()).isEqualTo(expected);
        });
    }

    private static <S extends LocalServer> S started(S server) {
        STARTED.add(server);
        return server;
    }
}
