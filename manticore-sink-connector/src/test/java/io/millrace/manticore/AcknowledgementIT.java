package io.millrace.manticore;

import static io.millrace.manticore.Events.delete;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static io.millrace.manticore.Events.truncate;
import static io.millrace.manticore.Events.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.event.ChangeEvent;
import io.millrace.local.LocalPort;
import io.millrace.local.NatsServer;
import io.millrace.nats.JetStreamError;
import io.millrace.standin.Fault;
import io.millrace.standin.ManticoreStandIn;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An acknowledgement is a proof: what Manticore loses or takes late, and what a task does that was frozen, leaves every row
 * in its last state. With the real task, a real NATS and the stand-in.
 */
final class AcknowledgementIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final String OTHER = Events.TABLE + "_other";

    @TempDir
    static Path directory;

    static NatsServer nats;
    static Connection connection;

    @TempDir
    private Path data;

    private final List<ManticoreSinkTask> tasks = new ArrayList<>();
    private final CompletableFuture<Boolean> thaw = new CompletableFuture<>();
    private ManticoreStandIn manticore;
    private Searchd searchd;

    @BeforeAll
    static void startNats() throws Exception {
        nats = NatsServer.start(directory.resolve("nats"));
        connection = NatsServer.connect(nats.url());
    }

    @AfterAll
    static void stopNats() throws Exception {
        connection.close();
        nats.close();
    }

    @BeforeEach
    void start() throws Exception {
        manticore = ManticoreStandIn.start(data, LocalPort.free());
        searchd = new Searchd(manticore.url());
        TestStream.create(connection);
    }

    @AfterEach
    void stop() throws Exception {
        manticore.faults().clear();
        tasks.forEach(ManticoreSinkTask::stop);
        TestStream.drop(nats, connection);
        manticore.close();
    }

    /** A6. */
    @Test
    void powerCutRightAfterAWriteLosesNothing() throws Exception {
        ManticoreSinkTask task = task("0");
        for (int id = 1; id <= 100; id++) {
            publish(0, id, id);
        }
        poll(task, () -> count() == 100);
        cutThePower();
        poll(task, () -> floor(0) == 100);
        assertThat(count()).isEqualTo(100);
    }

    /** A6 under load, with two tasks and the default settings. */
    @Test
    void powerCutsUnderLoadLoseNothing() throws Exception {
        int rows = 40_000;
        List<Poller> pollers = List.of(new Poller(task("0,1")), new Poller(task("2,3")));
        Thread publisher = new Thread(() -> publishAll(rows));
        publisher.start();
        for (int cut : List.of(5_000, 15_000, 30_000)) {
            await().atMost(PATIENCE).until(() -> count() >= cut);
            cutThePower();
        }
        publisher.join();
        await().atMost(PATIENCE)
                .until(() -> floor(0) + floor(1) + floor(2) + floor(3) > 0
                        && pending(0) + pending(1) + pending(2) + pending(3) == 0);
        assertThat(count()).isEqualTo(rows);
        for (Poller poller : pollers) {
            poller.end();
        }
    }

    /** A6: rows, deletions and truncations of two tables in four partitions, and the power is cut at any moment. */
    @Test
    void powerCutsAmongDeletionsAndTruncationsLoseNothing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("Seed of the power cuts: " + seed);
        Random random = new Random(seed);
        List<Poller> pollers = List.of(new Poller(task("0,1")), new Poller(task("2,3")));
        Map<String, Map<Integer, Long>> expected = Map.of(Events.TABLE, new TreeMap<>(), OTHER, new TreeMap<>());
        long version = 0;
        for (int cut = 0; cut < 4; cut++) {
            for (int i = 0; i < 1_000; i++) {
                version++;
                String table = random.nextInt(3) == 0 ? OTHER : Events.TABLE;
                int id = 1 + random.nextInt(300);
                int kind = random.nextInt(200);
                ChangeEvent change = kind == 0
                        ? truncate(version)
                        : kind < 60
                                ? delete(version, int64("id", id))
                                : update(version, int64("id", id), string("name", "version " + version));
                connection.jetStream().publish("cdc.test.shop." + table + "." + id % 4, change.toByteArray());
                Map<Integer, Long> rows = Objects.requireNonNull(expected.get(table));
                if (kind == 0) {
                    rows.clear();
                } else if (kind < 60) {
                    rows.remove(id);
                } else {
                    rows.put(id, version);
                }
            }
            cutThePower();
        }
        await().atMost(PATIENCE).until(() -> pending(0) + pending(1) + pending(2) + pending(3) == 0);
        expected.forEach((table, rows) -> assertThat(versions(table)).isEqualTo(rows));
        for (Poller poller : pollers) {
            poller.end();
        }
    }

    private Map<Integer, Long> versions(String table) {
        Map<Integer, Long> versions = new TreeMap<>();
        searchd.rows("SELECT id, event_id FROM " + table + " LIMIT 1000")
                .forEach(row -> versions.put(
                        row.path("id").asInt(), row.path("event_id").asLong()));
        return versions;
    }

    /** A6: the bulk before a truncation is lost together with it, and the table's rows come back. */
    @Test
    void powerCutRightAfterATruncationLosesNothing() throws Exception {
        ManticoreSinkTask task = task("0");
        for (int id = 1; id <= 50; id++) {
            publish(0, id, id);
        }
        poll(task, () -> floor(0) == 50);
        connection.jetStream().publish(subject(0), truncate(51).toByteArray());
        publish(0, 99, 52);
        poll(task, () -> count() == 1);
        cutThePower();
        poll(task, () -> floor(0) == 52);
        assertThat(count()).isEqualTo(1);
        assertThat(version()).isEqualTo(52);
    }

    /** The frozen task's write takes effect after its successor has acknowledged a newer one. */
    @Test
    void frozenTaskThatThawsAfterItsSuccessorAcknowledgedOverwritesNothing() throws Exception {
        ManticoreSinkTask frozen = freezeWithinItsWrite();
        ManticoreSinkTask successor = task("0");
        publish(0, 1, 2);
        poll(successor, () -> floor(0) == 2);
        thaw();
        poll(frozen, () -> version() == 2);
        frozen.stop();
        poll(successor, () -> floor(0) == 2 && pending(0) == 0);
        assertThat(version()).isEqualTo(2);
    }

    @Test
    void frozenTaskThatThawsBeforeItsSuccessorAcknowledgesOverwritesNothing() throws Exception {
        ManticoreSinkTask frozen = freezeWithinItsWrite();
        ManticoreSinkTask successor = task("0");
        publish(0, 1, 2);
        poll(successor, () -> version() == 2);
        thaw();
        poll(successor, () -> floor(0) == 2);
        assertThat(version()).isEqualTo(2);
        frozen.stop();
        poll(successor, () -> floor(0) == 2 && pending(0) == 0);
        assertThat(version()).isEqualTo(2);
    }

    @Test
    void frozenTaskThatIsStoppedWhenItThawsOverwritesNothing() throws Exception {
        ManticoreSinkTask frozen = freezeWithinItsWrite();
        ManticoreSinkTask successor = task("0");
        publish(0, 1, 2);
        poll(successor, () -> floor(0) == 2);
        thaw();
        frozen.stop();
        poll(successor, () -> version() == 2 && floor(0) == 2 && pending(0) == 0);
    }

    @Test
    void bulkThatIsCarriedOutAfterTheClientGaveUpOverwritesNothing() throws Exception {
        manticore.faults().nextBulk(Fault.hold(thaw));
        ManticoreSinkTask task = task("0", "manticore.request.timeout.ms", "500");
        publish(0, 1, 1);
        poll(task, () -> version() == 1);
        publish(0, 1, 2);
        poll(task, () -> version() == 2);
        thaw();
        poll(task, () -> floor(0) == 2);
        assertThat(version()).isEqualTo(2);
    }

    private ManticoreSinkTask freezeWithinItsWrite() throws Exception {
        manticore.faults().nextBulk(Fault.hold(thaw));
        ManticoreSinkTask task = task("0");
        publish(0, 1, 1);
        poll(task, () -> manticore.faults().pending() == 0);
        return task;
    }

    /** The held write takes effect, over the newer row. */
    private void thaw() {
        thaw.complete(true);
        await().until(() -> version() == 1);
    }

    private void cutThePower() throws IOException {
        int port = URI.create(manticore.url()).getPort();
        manticore.powerCut();
        manticore = ManticoreStandIn.start(data, port);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void poll(ManticoreSinkTask task, Condition until) {
        await().atMost(PATIENCE).pollInSameThread().until(() -> {
            task.poll();
            return until.holds();
        });
    }

    private static final class Poller {
        private final ManticoreSinkTask task;
        private final Thread thread = new Thread(this::run);
        private volatile boolean ended;

        Poller(ManticoreSinkTask task) {
            this.task = task;
            thread.start();
        }

        private void run() {
            try {
                while (!ended) {
                    task.poll();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void end() throws InterruptedException {
            ended = true;
            thread.join();
        }
    }

    private ManticoreSinkTask task(String partitions, String... settings) {
        Map<String, String> properties = new HashMap<>();
        properties.put("name", "sink");
        properties.put("nats.servers", nats.url());
        properties.put("manticore.urls", manticore.url());
        properties.put("errors.tolerance", "all");
        properties.put("dead.letter.topic", "dead");
        properties.put(ManticoreSinkTask.PARTITIONS, partitions);
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        ManticoreSinkTask task = new ManticoreSinkTask();
        task.initialize(new FakeContext());
        task.start(properties);
        tasks.add(task);
        return task;
    }

    private static void publishAll(int rows) {
        try {
            JetStream stream = connection.jetStream();
            for (int id = 1; id <= rows; id++) {
                var stored = stream.publishAsync(subject(id % 4), event(id, id));
                if (id % 100 == 0) {
                    stored.join();
                }
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void publish(int partition, long id, long version) throws Exception {
        connection.jetStream().publish(subject(partition), event(id, version));
    }

    private static byte[] event(long id, long version) {
        return update(version, int64("id", id), string("name", "version " + version))
                .toByteArray();
    }

    private static String subject(int partition) {
        return "cdc.test.shop." + Events.TABLE + "." + partition;
    }

    private long count() {
        return number("SELECT COUNT(*) c FROM " + Events.TABLE, "c");
    }

    private long version() {
        return number("SELECT event_id FROM " + Events.TABLE, "event_id");
    }

    /** 0 while the table does not exist or the server does not run. */
    private long number(String statement, String column) {
        try {
            return searchd.sql(statement)
                    .path(0)
                    .path("data")
                    .path(0)
                    .path(column)
                    .asLong();
        } catch (RuntimeException e) {
            return 0;
        }
    }

    private static long floor(int partition) throws Exception {
        return TestStream.floor(connection, partition);
    }

    /** What a partition has yet to acknowledge; everything before it has a consumer. */
    private static long pending(int partition) throws Exception {
        return JetStreamError.CONSUMER_NOT_FOUND
                .asEmpty(() -> consumer(partition))
                .map(consumer -> consumer.getNumPending() + consumer.getNumAckPending())
                .orElse(Long.MAX_VALUE / 4);
    }

    private static ConsumerInfo consumer(int partition) throws IOException, JetStreamApiException {
        return connection.jetStreamManagement().getConsumerInfo("CDC", "sink-p" + partition);
    }
}
