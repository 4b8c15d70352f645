package io.millrace.manticore;

import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static io.millrace.manticore.Events.truncate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.event.ChangeEvent;
import io.millrace.local.LocalPort;
import io.millrace.local.NatsServer;
import io.millrace.nats.StreamDefinition;
import io.millrace.standin.Fault;
import io.millrace.standin.ManticoreStandIn;
import io.nats.client.Connection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An outage is not a pile of bad documents: A16 and A22, with what a real searchd was recorded to answer. */
final class OutageIT {
    @TempDir
    private Path directory;

    private final Map<String, String> properties = new HashMap<>();
    private ManticoreSinkTask task = new ManticoreSinkTask();
    private FakeContext context = new FakeContext();
    private final List<SourceRecord> records = new ArrayList<>();
    private NatsServer nats;
    private Connection connection;
    private ManticoreStandIn manticore;
    private Searchd searchd;

    @BeforeEach
    void start() throws Exception {
        nats = NatsServer.start(directory.resolve("nats"));
        connection = NatsServer.connect(nats.url());
        connection
                .jetStreamManagement()
                .addStream(StreamDefinition.withDefaults("CDC").toConfiguration());
        manticore = ManticoreStandIn.start(directory.resolve("manticore"), LocalPort.free());
        searchd = new Searchd(manticore.url());
        properties.put("name", "sink");
        properties.put("nats.servers", nats.url());
        properties.put("manticore.urls", manticore.url());
        properties.put("errors.tolerance", "all");
        properties.put("dead.letter.topic", "dead");
        properties.put("retry.backoff.max.ms", "300");
        properties.put(ManticoreSinkTask.PARTITIONS, "0");
        task.initialize(context);
        task.start(properties);
        publish(insert(1, int64("id", 1), string("name", "before")));
        pollUntil(() -> floor() == 1);
    }

    @AfterEach
    void stop() throws Exception {
        manticore.faults().clear();
        task.stop();
        connection.close();
        nats.close();
        manticore.close();
    }

    /** A16. */
    @Test
    void fullDiskIsWaitedFor() throws Exception {
        manticore.faults().fillDisk();
        publishRows();
        retryThreeTimes();
        manticore.faults().clear();
        everythingIsThere();
    }

    /** A22: on a full disk an ALTER would destroy the table. */
    @Test
    void columnIsAddedWhenThereIsRoomAgain() throws Exception {
        manticore.faults().fillDisk();
        publish(insert(2, int64("id", 2), string("name", "two"), string("colour", "red")));
        retryThreeTimes();
        assertThat(manticore.faults().altersOnFullDisk()).isZero();
        manticore.faults().clear();
        pollUntil(() -> floor() == 2);
        assertThat(searchd.rows("SELECT id, colour FROM " + Events.TABLE + " WHERE id=2"))
                .singleElement()
                .hasToString("{\"id\":2,\"colour\":\"red\"}");
        assertThat(records).isEmpty();
    }

    /** A22: a full disk still takes small requests, and the restarts before and after change nothing. */
    @Test
    void columnWaitsWhileOnlySmallRequestsAreTaken() throws Exception {
        restartManticore();
        manticore.faults().fillDisk(20_000);
        publish(insert(2, int64("id", 2), string("name", "two")));
        pollUntil(() -> count() == 2);
        publish(insert(3, int64("id", 3), string("name", "three"), string("colour", "red")));
        double before = context.metric("retries-total");
        pollUntil(() -> context.metric("retries-total") >= before + 3);
        assertThat(manticore.faults().altersOnFullDisk()).isZero();
        manticore.faults().clear();
        pollUntil(() -> floor() == 3);
        restartManticore();
        publish(insert(4, int64("id", 4), string("name", "four"), string("colour", "blue")));
        pollUntil(() -> floor() == 4);
        assertThat(searchd.rows("SELECT id, colour FROM " + Events.TABLE + " WHERE id IN (3,4)"))
                .hasSize(2);
        assertThat(count()).isEqualTo(4);
        assertThat(records).as("dead letters").isEmpty();
    }

    /** A22: a DELETE by SQL that finds no room answers that nothing matched, with status 200. */
    @Test
    void truncationOnAFullDiskIsFinishedWhenThereIsRoom() throws Exception {
        manticore.faults().fillDisk(20_000);
        publish(truncate(2));
        double before = context.metric("retries-total");
        pollUntil(() -> context.metric("retries-total") >= before + 3);
        assertThat(floor()).isEqualTo(1);
        assertThat(count()).isEqualTo(1);
        manticore.faults().clear();
        pollUntil(() -> floor() == 2);
        assertThat(count()).isZero();
    }

    /** A22: the sink is started again while the disk is full, with a column that it does not know yet. */
    @Test
    void sinkThatIsRestartedWhileTheDiskIsFullWaitsToo() throws Exception {
        manticore.faults().fillDisk();
        publish(insert(2, int64("id", 2), string("name", "two"), string("colour", "red")));
        task.stop();
        task = new ManticoreSinkTask();
        context = new FakeContext();
        task.initialize(context);
        task.start(properties);
        retryThreeTimes();
        assertThat(manticore.faults().altersOnFullDisk()).isZero();
        manticore.faults().clear();
        pollUntil(() -> floor() == 2);
        assertThat(count()).isEqualTo(2);
        assertThat(records).as("dead letters").isEmpty();
    }

    private void restartManticore() throws Exception {
        int port = URI.create(manticore.url()).getPort();
        manticore.powerCut();
        manticore = ManticoreStandIn.start(directory.resolve("manticore"), port);
    }

    /** A22: what was written before the disk was full is not lost with a restart. */
    @Test
    void restartAfterAFullDiskLosesNothing() throws Exception {
        publishRows();
        pollUntil(() -> count() == 51);
        manticore.faults().fillDisk();
        restartManticore();
        everythingIsThere();
    }

    /** A16. */
    @Test
    void lockedTableIsWaitedFor() throws Exception {
        manticore.faults().refuseTable(Events.TABLE, "table '" + Events.TABLE + "' is locked");
        publishRows();
        retryThreeTimes();
        manticore.faults().clear();
        everythingIsThere();
    }

    /** A16. */
    @Test
    void serverWithoutConnectionsIsWaitedFor() throws Exception {
        Fault maxedOut = Fault.answer(503, "{\"error\":\"maxed out, dismissing client\"}");
        manticore.faults().set("/bulk", 5, maxedOut).set("/sql", 5, maxedOut);
        publishRows();
        everythingIsThere();
    }

    /** A16: a reason that nobody knows, for every document and for our own row too. */
    @Test
    void serverThatRefusesEverythingForAnUnknownReasonIsWaitedFor() throws Exception {
        manticore.faults().refuseTable(Events.TABLE, "moon phase").refuseTable("millrace_tombstones", "moon phase");
        publishRows();
        retryThreeTimes();
        manticore.faults().clear();
        everythingIsThere();
    }

    private void publishRows() throws Exception {
        for (int id = 2; id <= 51; id++) {
            publish(insert(id, int64("id", id), string("name", "row")));
        }
    }

    private void retryThreeTimes() throws Exception {
        double before = context.metric("retries-total");
        pollUntil(() -> context.metric("retries-total") >= before + 3);
        assertThat(records).as("dead letters").isEmpty();
        assertThat(floor()).isEqualTo(1);
    }

    private void everythingIsThere() throws Exception {
        pollUntil(() -> floor() == 51);
        assertThat(count()).isEqualTo(51);
        assertThat(records).as("dead letters").isEmpty();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void pollUntil(Condition condition) {
        await().atMost(Duration.ofMinutes(5)).pollInSameThread().until(() -> {
            records.addAll(Objects.requireNonNullElse(task.poll(), List.of()));
            return condition.holds();
        });
    }

    private long count() {
        return searchd.sql("SELECT COUNT(*) c FROM " + Events.TABLE)
                .at("/0/data/0/c")
                .asLong();
    }

    private long floor() throws Exception {
        return TestStream.floor(connection, 0);
    }

    private void publish(ChangeEvent event) throws Exception {
        connection.jetStream().publish(Events.SUBJECT, event.toByteArray());
    }
}
