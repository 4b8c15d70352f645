package io.millrace.manticore;

import static io.millrace.manticore.Events.delete;
import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static io.millrace.manticore.Events.text;
import static io.millrace.manticore.Events.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ColumnValues;
import io.millrace.event.Snowflake;
import io.millrace.local.ManticoreServer;
import io.millrace.local.NatsServer;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManticoreSinkTaskIT {
    @TempDir
    static Path directory;

    static NatsServer nats;
    static ManticoreServer manticore;
    static Connection connection;

    private final ManticoreSinkTask task = new ManticoreSinkTask();
    private final FakeContext context = new FakeContext();
    private Searchd searchd = new Searchd("http://nowhere");

    @BeforeAll
    static void startServers() throws Exception {
        nats = NatsServer.start(directory.resolve("nats"));
        manticore = ManticoreServer.start(directory.resolve("manticore"));
        connection = NatsServer.connect(nats.url());
    }

    @AfterAll
    static void stopServers() throws Exception {
        connection.close();
        nats.close();
        manticore.close();
    }

    @BeforeEach
    void makeStream() throws Exception {
        searchd = new Searchd(manticore.url());
        TestStream.create(connection);
        searchd.forget(Events.TABLE);
    }

    @AfterEach
    void dropStream() throws Exception {
        task.stop();
        searchd.forget(Events.TABLE);
        TestStream.drop(nats, connection);
    }

    @Test
    void insertUpdateAndDeleteReachTheIndex() throws Exception {
        publish(insert(1, int64("id", 7), string("name", "lamp"), text("description", "a bright lamp")));
        publish(insert(2, int64("id", 8), string("name", "chair"), text("description", "a soft chair")));
        publish(update(3, int64("id", 7), string("name", "desk lamp"), text("description", "a bright lamp")));
        publish(delete(4, int64("id", 8)));

        start(properties());

        await().pollInSameThread().untilAsserted(() -> {
            task.poll();
            assertThat(searchd.rows("SELECT id, name, event_id FROM " + Events.TABLE))
                    .singleElement()
                    .hasToString("{\"id\":7,\"name\":\"desk lamp\",\"event_id\":3}");
        });
    }

    /** Case B17. */
    @Test
    void rowThatExpiresIsRemovedWhateverTaskReadsThePartition() throws Exception {
        Instant soon = Instant.now().plusSeconds(20);
        publish(expiring(soon, insert(1, int64("id", 7), string("name", "soon"))));
        publish(expiring(Instant.now(), insert(2, int64("id", 8), string("name", "already"))));
        publish(expiring(soon, insert(3, int64("id", 9), string("name", "soon"))));
        publish(update(4, int64("id", 9), string("name", "stays")));
        start(properties());
        await().pollInSameThread().until(() -> {
            poll();
            return floor() == 4;
        });
        List<String> names = names();
        if (Instant.now().isBefore(soon)) {
            assertThat(names).containsExactly("soon", "stays");
        }
        task.stop();

        ManticoreSinkTask successor = new ManticoreSinkTask();
        successor.initialize(new FakeContext());
        successor.start(properties());
        try {
            await().pollInSameThread().until(() -> {
                successor.poll();
                return names().equals(List.of("stays"));
            });
            assertThat(Instant.now()).isAfter(soon);
            publish(insert(1, int64("id", 7), string("name", "as before")));
            publish(insert(5, int64("id", 8), string("name", "again")));
            await().pollInSameThread().until(() -> {
                successor.poll();
                return floor() == 6;
            });
            assertThat(names()).containsExactly("again", "stays");
        } finally {
            successor.stop();
        }
    }

    private static ChangeEvent expiring(Instant time, ChangeEvent event) {
        return event.toBuilder().setExpiresUs(ColumnValues.micros(time)).build();
    }

    private List<String> names() {
        return searchd.rows("SELECT id, name FROM " + Events.TABLE + " ORDER BY id ASC").stream()
                .map(row -> row.path("name").asText())
                .toList();
    }

    @Test
    void whatWasAcknowledgedIsNotReadAgain() throws Exception {
        publish(insert(1, int64("id", 7), string("name", "lamp")));
        start(properties());
        await().pollInSameThread().untilAsserted(() -> {
            task.poll();
            assertThat(floor()).isEqualTo(1);
        });
    }

    @Test
    void eventsBeforeAPoisonEventAreAppliedAndNothingBeyondItIsAcknowledged() throws Exception {
        publish(insert(1, int64("id", 7), string("name", "lamp")));
        publish(insert(2, int64("id", 8), string("name", "chair")));
        connection.jetStream().publish(Events.SUBJECT, new byte[] {1, 2, 3});
        publish(insert(4, int64("id", 9), string("name", "shelf")));
        start(properties());

        await().pollInSameThread()
                .untilAsserted(() -> assertThatThrownBy(task::poll)
                        .isInstanceOf(ConnectException.class)
                        .hasMessageContaining("subject " + Events.SUBJECT + ", sequence 3"));

        // The server takes acknowledgements in its own time.
        await().until(() -> floor() == 2);
        task.stop();
        assertThat(floor()).isEqualTo(2);
        assertThat(searchd.rows("SELECT id FROM " + Events.TABLE + " ORDER BY id ASC"))
                .extracting(row -> row.path("id").asInt())
                .containsExactly(7, 8);
    }

    @Test
    void deadLetterIsAcknowledgedOnlyWhenKafkaHasItAndItsNeighboursAreApplied() throws Exception {
        publish(insert(1, int64("id", 7), string("name", "lamp")));
        connection.jetStream().publish(Events.SUBJECT, new byte[] {1, 2, 3});
        publish(insert(3, int64("id", 9), string("name", "shelf")));
        start(tolerant());

        List<SourceRecord> letters = new ArrayList<>();
        await().pollInSameThread().until(() -> {
            poll().stream().filter(each -> each.topic().equals("dead")).forEach(letters::add);
            return !letters.isEmpty()
                    && searchd.rows("SELECT id FROM " + Events.TABLE).size() == 2;
        });
        SourceRecord letter = letters.get(0);
        assertThat((byte[]) letter.value()).containsExactly(1, 2, 3);
        assertThat(letter.headers().lastWithName("millrace.sequence").value()).isEqualTo(2L);
        assertThat(letter.headers().lastWithName("millrace.reason").value().toString())
                .contains("not a ChangeEvent");
        assertThat(context.metric("dead-lettered-total")).isEqualTo(1);
        assertThat(floor()).isLessThan(2);

        task.commitRecord(letter, new RecordMetadata(new TopicPartition("dead", 0), 0, 0, 0, 0, 0));

        await().pollInSameThread().until(() -> {
            poll();
            return floor() == 3;
        });
    }

    @Test
    void receiptsCarryTheAcknowledgedSequence() throws Exception {
        publish(insert(1, int64("id", 7), string("name", "lamp")));
        publish(insert(2, int64("id", 8), string("name", "chair")));
        start(tolerant());
        List<SourceRecord> receipts = new ArrayList<>();
        await().pollInSameThread().until(() -> {
            receipts.addAll(poll());
            return receipts.stream().anyMatch(each -> each.sourceOffset().equals(Map.of("sequence", 2L)));
        });
        assertThat(receipts).allSatisfy(receipt -> {
            assertThat(receipt.topic()).isEqualTo("receipts");
            assertThat(receipt.sourcePartition()).isEqualTo(Map.of("stream", "CDC", "partition", 0));
        });
    }

    @Test
    void metricsTellWhatBecameOfTheEvents() throws Exception {
        long now = Snowflake.first(System.currentTimeMillis() - 2_000, 1);
        Map<String, String> properties = with(properties(), "batch.max.documents", "4");
        start(with(properties, "batch.linger.ms", "600000"));
        publish(insert(now, int64("id", 6), string("name", "desk")));
        await().pollInSameThread().until(() -> {
            poll();
            return context.metric("applied-total") == 1;
        });
        // The four that follow are in one batch.
        publish(insert(now + 1, int64("id", 7), string("name", "lamp")));
        publish(insert(now + 2, int64("id", 8), string("name", "chair")));
        publish(delete(now + 3, int64("id", 8)));
        publish(insert(now + 2, int64("id", 8), string("name", "chair")));

        await().pollInSameThread().until(() -> {
            poll();
            return context.metric("applied-total") + context.metric("stale-total") == 5;
        });

        assertThat(context.metric("replaced-total")).isEqualTo(2);
        assertThat(context.metric("deleted-total")).isEqualTo(1);
        assertThat(context.metric("batches-total")).isPositive();
        assertThat(context.metric("retries-total")).isZero();
        assertThat(context.metric("pending-count")).isZero();
        assertThat(context.metric("bulk-time-ms-total")).isPositive();
        assertThat(context.metric("guard-time-ms-total")).isPositive();
        for (String figure : List.of("avg", "p99", "max")) {
            assertThat(context.metric("seconds-to-searchable-" + figure)).isBetween(1.9, 300.0);
        }
    }

    /** Kafka was away, so the old task could not stop. */
    @Test
    void taskIsStartedBesideAPredecessorThatStillHoldsTheNamesOfTheMetrics() {
        start(properties());
        ManticoreSinkTask successor = new ManticoreSinkTask();
        successor.initialize(context);
        successor.start(properties());
        successor.stop();
    }

    /** As Connect does when tasks.max is changed: all tasks are stopped, and others are started. */
    @Test
    void partitionsThatAreDealtToOtherTasksLoseAndRepeatNothing() throws Exception {
        int partitions = 4;
        List<ManticoreSinkTask> tasks = new ArrayList<>();
        long id = 1;
        for (String dealing : List.of("0,1 2,3", "0,1,2,3", "0 1 2 3", "3,1 0,2")) {
            for (ManticoreSinkTask old : tasks) {
                old.stop();
            }
            tasks.clear();
            for (String dealt : dealing.split(" ")) {
                ManticoreSinkTask next = new ManticoreSinkTask();
                next.initialize(new FakeContext());
                next.start(with(properties(), ManticoreSinkTask.PARTITIONS, dealt));
                tasks.add(next);
            }
            long last = id + 200;
            while (id < last) {
                publish((int) (id % partitions), insert(id, int64("id", id), string("name", "v" + id)));
                id++;
                for (ManticoreSinkTask each : id % 20 == 0 ? tasks : List.<ManticoreSinkTask>of()) {
                    each.poll();
                }
            }
        }
        await().pollInSameThread().untilAsserted(() -> {
            for (ManticoreSinkTask each : tasks) {
                each.poll();
            }
            assertThat(searchd.rows("SELECT id FROM " + Events.TABLE + " LIMIT 1000"))
                    .hasSize(800);
        });
        for (ManticoreSinkTask each : tasks) {
            each.stop();
        }
    }

    private void start(Map<String, String> properties) {
        task.initialize(context);
        task.start(properties);
    }

    private List<SourceRecord> poll() throws InterruptedException {
        return Objects.requireNonNullElse(task.poll(), List.of());
    }

    private static long floor() throws Exception {
        return TestStream.floor(connection, 0);
    }

    private static Map<String, String> tolerant() {
        Map<String, String> properties = with(properties(), "errors.tolerance", "all");
        properties.put("dead.letter.topic", "dead");
        properties.put("receipts.topic", "receipts");
        return properties;
    }

    private static Map<String, String> with(Map<String, String> properties, String key, String value) {
        properties.put(key, value);
        return properties;
    }

    private static void publish(int partition, ChangeEvent event) throws Exception {
        connection.jetStream().publish("cdc.test.shop." + Events.TABLE + "." + partition, event.toByteArray());
    }

    private static void publish(ChangeEvent event) throws Exception {
        publish(0, event);
    }

    private static Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("name", "sink");
        properties.put("nats.servers", nats.url());
        properties.put("manticore.urls", manticore.url());
        properties.put("ack.delay.ms", String.valueOf(Duration.ofMillis(50).toMillis()));
        properties.put(ManticoreSinkTask.PARTITIONS, "0");
        return properties;
    }
}
