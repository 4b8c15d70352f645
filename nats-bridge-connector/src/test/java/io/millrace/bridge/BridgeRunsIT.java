package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.Snowflake;
import io.millrace.local.NatsServer;
import io.millrace.nats.AuditMarks;
import io.nats.client.Connection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ids of a source task's runs on their way through the bridge. */
class BridgeRunsIT {
    private static final long NOW = Shop.COMMIT_TIME_US;
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3_600 * SECOND;

    @TempDir
    private Path directory;

    private NatsServer server;
    private final FakeTopic first = new FakeTopic(Shop.TOPIC, 0);
    private final FakeTopic second = new FakeTopic(Shop.TOPIC, 1);

    @BeforeEach
    void startServer() {
        server = NatsServer.start(directory);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void anEventKeepsTheIdThatTheConverterGaveIt() throws Exception {
        ConvertingSource source = new ConvertingSource(first, second);
        for (int i = 0; i < 20; i++) {
            source.insert(i, NOW - i * HOUR);
        }
        source.truncate(NOW - HOUR);

        FakeWorker worker = runToEnd();

        List<ChangeEvent> events = StreamContents.read(server.url()).events();
        assertThat(events).extracting(ChangeEvent::getId).containsExactlyInAnyOrderElementsOf(source.ids());
        assertThat(events).allSatisfy(event -> {
            assertThat(event.getUnknownFields().asMap()).isEmpty();
            assertThat(event.hasKey()).isEqualTo(event.getOperation() != Operation.TRUNCATE);
        });
        assertThat(worker.context.metrics.value("raised-runs-total")).isZero();
        assertThat(marks()).isEmpty();
    }

    @Test
    void aRunThatBeginsBehindIsRaisedAsAWholeInAllPartitions() throws Exception {
        ConvertingSource before = new ConvertingSource(first, second);
        before.insert(1, NOW);
        runToEnd();
        ConvertingSource after = new ConvertingSource(first, second);
        for (int i = 0; i < 20; i++) {
            after.insert(i, NOW - HOUR + i * SECOND);
        }

        FakeWorker worker;
        List<String> warnings;
        try (CapturedLog log = new CapturedLog()) {
            worker = runToEnd();
            warnings = log.lines("WARN");
        }

        assertThat(warnings)
                .singleElement()
                .asString()
                .endsWith("Source shop restarted with earlier times than the stream has: raising the ids of this run by"
                        + " 3600001 ms");
        List<Long> raised = after.ids().stream()
                .map(id -> Snowflake.raise(id, 3_600_001))
                .collect(Collectors.toCollection(ArrayList::new));
        raised.addAll(before.ids());
        assertThat(Stream.concat(ids(0).stream(), ids(1).stream())).containsExactlyInAnyOrderElementsOf(raised);
        assertThat(ids(0)).isSorted();
        assertThat(ids(1)).isSorted();
        assertThat(worker.context.metrics.value("raised-runs-total")).isEqualTo(2);
        // The order is whole.
        assertThat(marks()).isEmpty();
    }

    @Test
    void aPartitionWhoseEarlierEventsCameLaterIsRaisedMoreAndItsTableAuditedOnceItHasATruncate() throws Exception {
        ConvertingSource before = new ConvertingSource(first, second);
        before.insert(idIn(0), NOW);
        before.insert(idIn(1), NOW + 10 * SECOND);
        ConvertingSource after = new ConvertingSource(first, second);
        after.insert(idIn(0), NOW + SECOND);
        after.insert(idIn(1), NOW + SECOND);
        runToEnd(first);

        FakeWorker worker;
        List<String> warnings;
        try (CapturedLog log = new CapturedLog()) {
            worker = runToEnd(second);
            warnings = log.lines("WARN");
        }

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains(
                        "Raising the ids of the last run of source shop by 9000 ms in shop.sales.customers-1, and by 0 ms"
                                + " elsewhere")
                .contains("marked to be audited");
        assertThat(ids(0)).containsExactly(before.ids().get(0), after.ids().get(0));
        assertThat(ids(1))
                .containsExactly(
                        before.ids().get(1), Snowflake.raise(after.ids().get(1), 9_000));
        assertThat(worker.context.metrics.value("raised-runs-total")).isEqualTo(1);
        // The rows are in order.
        assertThat(marks()).isEmpty();

        after.truncate(NOW + 2 * SECOND);
        runToEnd();
        assertThat(marks()).containsExactly("shop.sales.customers");
    }

    /** Each of them may be misplaced, and an audit mends only what was published before it. */
    @Test
    void eachTruncateOfARunThatIsRaisedMoreInOnePartitionHasItsTableAudited() throws Exception {
        new ConvertingSource(first, second).insert(idIn(1), NOW + 10 * SECOND);
        ConvertingSource after = new ConvertingSource(first, second);
        after.truncate(NOW + SECOND);
        after.insert(idIn(1), NOW + SECOND);
        runToEnd(first);
        assertThat(marks()).isEmpty();
        FakeWorker worker = new FakeWorker(first, second).start(properties());
        worker.runToEnd();
        assertThat(marks()).containsExactly("shop.sales.customers");

        for (int i = 2; i <= 3; i++) {
            removeMarks();
            after.truncate(NOW + i * SECOND);
            worker.runToEnd();
            assertThat(marks()).containsExactly("shop.sales.customers");
        }
        worker.stop();
        removeMarks();
        after.truncate(NOW + 4 * SECOND);
        runToEnd();
        assertThat(marks()).containsExactly("shop.sales.customers");

        removeMarks();
        new ConvertingSource(first, second).truncate(NOW + HOUR);
        runToEnd();
        assertThat(marks()).isEmpty();
    }

    /** They delete rows of the run that has begun, as the first one does. */
    @Test
    void eachTruncateThatIsPublishedTooLateHasItsTableAudited() throws Exception {
        ConvertingSource before = new ConvertingSource(first, second);
        before.insert(idIn(1), NOW);
        before.truncate(NOW + 10 * SECOND);
        runToEnd(second);
        new ConvertingSource(first, second).insert(idIn(1), NOW + SECOND);
        runToEnd(second);
        FakeWorker worker = new FakeWorker(first).start(properties());
        worker.runToEnd();
        worker.commit();
        assertThat(marks()).containsExactly("shop.sales.customers");

        removeMarks();
        before.truncate(NOW + 11 * SECOND);
        worker.runToEnd();
        worker.stop();

        assertThat(marks()).containsExactly("shop.sales.customers");
        assertThat(worker.context.metrics.value("raised-runs-total")).isEqualTo(1);
    }

    /** The row came to its partition after the run had begun in which the table was emptied. */
    @Test
    void aTruncateBelowARowThatIsPublishedTooLateHasItsTableAudited() throws Exception {
        ConvertingSource before = new ConvertingSource(first, second);
        before.truncate(NOW);
        before.insert(idIn(1), NOW + 10 * SECOND);
        runToEnd(first);
        ConvertingSource after = new ConvertingSource(first, second);
        after.insert(idIn(0), NOW + SECOND);
        runToEnd(first);
        runToEnd(second);
        assertThat(marks()).containsExactly("shop.sales.customers");

        removeMarks();
        after.truncate(NOW + 2 * SECOND);
        runToEnd();
        assertThat(marks()).containsExactly("shop.sales.customers");

        removeMarks();
        after.truncate(NOW + 11 * SECOND);
        runToEnd();
        assertThat(marks()).isEmpty();
    }

    /** The partition had no event of the run that its last events came too late for. */
    @Test
    void aTruncateOfARunThatAPartitionSkippedHasItsTableAudited() throws Exception {
        ConvertingSource before = new ConvertingSource(first, second);
        before.insert(idIn(0), NOW);
        before.insert(idIn(1), NOW + 15 * SECOND);
        runToEnd(first);
        ConvertingSource skipped = new ConvertingSource(first, second);
        skipped.insert(idIn(0), NOW + 10 * SECOND);
        runToEnd(first);
        new ConvertingSource(first, second).insert(idIn(1), NOW + 20 * SECOND);

        runToEnd(second);
        assertThat(marks()).isEmpty();

        skipped.truncate(NOW + 12 * SECOND);
        runToEnd(first);
        assertThat(marks()).containsExactly("shop.sales.customers");
    }

    @Test
    void aTableWithoutTruncateIsNotAuditedWhenEventsComeAfterTheNextRunBegan() throws Exception {
        ConvertingSource before = new ConvertingSource(first, second);
        before.insert(idIn(1), NOW);
        before.insert(idIn(0), NOW + 10 * SECOND);
        runToEnd(second);
        new ConvertingSource(first, second).insert(idIn(1), NOW + SECOND);
        runToEnd(second);

        FakeWorker worker = runToEnd(first);

        assertThat(worker.context.metrics.value("raised-runs-total")).isEqualTo(1);
        assertThat(marks()).isEmpty();
    }

    /** An audit has mended what the first doubt could have done. */
    @Test
    void aTableIsMarkedOnceForEachDoubt() throws Exception {
        ConvertingSource after = truncateLate();
        runToEnd(first);
        removeMarks();

        after.truncate(NOW + 20 * SECOND);
        runToEnd();

        assertThat(marks()).isEmpty();
    }

    /** Another task has published the beginning of the next run before the TRUNCATE, which deletes the new row. */
    @Test
    void aTruncateThatIsPublishedAfterTheNextRunBeganBelowItHasItsTableAudited() throws Exception {
        truncateLate();

        FakeWorker worker;
        List<String> warnings;
        try (CapturedLog log = new CapturedLog()) {
            worker = runToEnd(first);
            warnings = log.lines("WARN");
        }

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("Source shop restarted, and shop.sales.customers-0 received events from before the restart")
                .contains("marked to be audited");
        assertThat(worker.context.metrics.value("raised-runs-total")).isEqualTo(1);
        assertThat(marks()).containsExactly("shop.sales.customers");
    }

    @Test
    void aTruncateThatWasPublishedTooLateIsFoundAlsoByTheNextTask() throws Exception {
        truncateLate();
        FakeWorker killed = new FakeWorker(first).start(properties());
        killed.runUntilConnected();
        while (ids(0).isEmpty()) {
            killed.step();
        }
        assertThat(marks()).isEmpty();

        runToEnd();

        assertThat(marks()).containsExactly("shop.sales.customers");
    }

    /** The event's own id is above those before it, its run's beginning was not. */
    @Test
    void aTruncateThatWasPublishedTooLateIsFoundAlsoIfTheNextRunFollowsAtOnce() throws Exception {
        ConvertingSource after = truncateLate();
        after.insert(idIn(0), NOW + 20 * SECOND);

        runToEnd(first);

        assertThat(ids(0)).endsWith(after.ids().get(1));
        assertThat(marks()).containsExactly("shop.sales.customers");
    }

    /** Its events would be raised above those of the run that followed it. */
    @Test
    void aRunOfWhichNothingWasPublishedBeforeTheNextOneHasItsTableAudited() throws Exception {
        new ConvertingSource(first, second).truncate(NOW);
        runToEnd(second);
        new ConvertingSource(first, second).insert(idIn(1), NOW + SECOND);
        runToEnd(second);

        runToEnd(first);

        assertThat(marks()).containsExactly("shop.sales.customers");
    }

    /** A short run between two restarts, in a partition that is behind the others: what came later is no measure for it. */
    @Test
    void aRunOfWhichNothingWasPublishedBeforeTheNextOneIsNotRaisedAboveIt() throws Exception {
        ConvertingSource before = new ConvertingSource(first, second);
        before.insert(idIn(0), NOW);
        before.insert(idIn(1), NOW);
        runToEnd();
        ConvertingSource brief = new ConvertingSource(first, second);
        brief.insert(idIn(0), NOW + SECOND);
        ConvertingSource after = new ConvertingSource(first, second);
        after.insert(idIn(1), NOW + 16 * SECOND);
        after.insert(idIn(0), NOW + 17 * SECOND);
        runToEnd(second);

        runToEnd(first);

        assertThat(ids(0))
                .containsExactly(
                        before.ids().get(0), brief.ids().get(0), after.ids().get(1));
        assertThat(ids(1)).containsExactly(before.ids().get(1), after.ids().get(0));
        assertThat(marks()).isEmpty();
    }

    @Test
    void lateEventsThatAreBelowTheNextRunAreInOrder() throws Exception {
        ConvertingSource before = new ConvertingSource(first, second);
        before.insert(idIn(1), NOW);
        before.truncate(NOW);
        runToEnd(second);
        new ConvertingSource(first, second).insert(idIn(1), NOW + SECOND);
        runToEnd(second);

        FakeWorker worker = runToEnd(first);

        assertThat(worker.context.metrics.value("raised-runs-total")).isZero();
        assertThat(marks()).isEmpty();
    }

    /** Two runs, of which the second one's first row is in the stream before the first one's TRUNCATE. */
    private ConvertingSource truncateLate() {
        ConvertingSource before = new ConvertingSource(first, second);
        before.insert(idIn(1), NOW);
        before.truncate(NOW + 10 * SECOND);
        runToEnd(second);
        ConvertingSource after = new ConvertingSource(first, second);
        after.insert(idIn(1), NOW + SECOND);
        runToEnd(second);
        return after;
    }

    @Test
    void aRunThatBeginsLaterIsNotRaised() throws Exception {
        new ConvertingSource(first, second).insert(1, NOW);
        runToEnd();
        ConvertingSource after = new ConvertingSource(first, second);
        after.insert(1, NOW + SECOND);

        FakeWorker worker = runToEnd();

        assertThat(ids(partitionOf(1))).endsWith(after.ids().get(0)).hasSize(2);
        assertThat(worker.context.metrics.value("raised-runs-total")).isZero();
        assertThat(marks()).isEmpty();
    }

    /** Case A8. */
    @Test
    void aRecordThatIsPublishedAgainHasTheSameIdAlsoInARaisedRun() throws Exception {
        ConvertingSource before = new ConvertingSource(first, second);
        before.insert(1, NOW);
        before.truncate(NOW);
        before.insert(1, NOW);
        runToEnd();
        ConvertingSource after = new ConvertingSource(first, second);
        after.insert(1, NOW - HOUR);
        after.truncate(NOW - HOUR);
        after.insert(2, NOW - HOUR);
        runToEnd();
        Map<String, List<Long>> published = idsByRecord();

        new NatsBridgeConnector()
                .alterOffsets(properties(), Map.of(first.topicPartition, 0L, second.topicPartition, 0L));
        first.seek(0);
        second.seek(0);
        runToEnd();

        assertThat(StreamContents.read(server.url()).events()).hasSize(12);
        assertThat(idsByRecord())
                .isEqualTo(published)
                .allSatisfy((record, ids) -> assertThat(ids).hasSize(1));
    }

    /** Case A7. */
    @Test
    void aSnapshotThatIsTakenAgainHasItsTablesAudited() throws Exception {
        ConvertingSource interrupted = new ConvertingSource(first, second);
        for (int i = 0; i < 10; i++) {
            interrupted.snapshot(i, NOW);
        }
        runToEnd();
        assertThat(marks()).isEmpty();

        new ConvertingSource(first, second).snapshot(5, NOW + SECOND);
        runToEnd();

        assertThat(marks()).containsExactly("shop.sales.customers");
    }

    /** Case A7: the table has no row left, and the first snapshot's rows are published after the second one began. */
    @Test
    void aTableThatIsEmptyInTheSecondSnapshotIsAuditedToo() throws Exception {
        ConvertingSource interrupted = new ConvertingSource(first, second);
        interrupted.snapshot(idIn(0), NOW);
        interrupted.snapshot(idIn(1), NOW);
        runToEnd(first);
        assertThat(marks()).isEmpty();
        new ConvertingSource(first, second).insert(idIn(0), NOW + SECOND);
        new ConvertingSource(first, second).snapshot(idIn(0), NOW + 2 * SECOND);

        runToEnd();

        assertThat(marks()).containsExactly("shop.sales.customers");
    }

    @Test
    void aFirstSnapshotIsNoReasonForAnAuditAlsoWhenTheBridgeRestarts() throws Exception {
        ConvertingSource source = new ConvertingSource(first, second);
        for (int i = 0; i < 10; i++) {
            source.snapshot(i, NOW);
            if (i % 3 == 0) {
                runToEnd();
            }
        }
        source.insert(3, NOW + SECOND);
        runToEnd();

        assertThat(marks()).isEmpty();
        assertThat(Stream.concat(ids(0).stream(), ids(1).stream())).containsExactlyInAnyOrderElementsOf(source.ids());
    }

    @Test
    void recordsOfTheFirstEditionStopTheTaskWithTheRemedy() {
        ConvertingSource source = new ConvertingSource(first, second);
        source.insert(1, NOW);
        FakeTopic old = new FakeTopic(Shop.TOPIC, 2);
        byte[] event = (byte[]) Stream.of(first, second)
                .flatMap(each -> each.poll(1).stream())
                .findFirst()
                .orElseThrow()
                .value();
        old.append("key".getBytes(StandardCharsets.UTF_8), java.util.Arrays.copyOf(event, event.length - 27));
        FakeWorker worker = new FakeWorker(old).start(properties());

        assertThatThrownBy(worker::runToEnd)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("first edition")
                .hasMessageContaining("Start with new topics and a new stream");
        assertThat(worker.context.reported).isEmpty();
    }

    /** The first id whose row is in a partition. */
    private static int idIn(int partition) {
        return IntStream.range(0, 100)
                .filter(id -> partitionOf(id) == partition)
                .findFirst()
                .orElseThrow();
    }

    private static int partitionOf(int id) {
        return io.millrace.event.Partitioner.partition(("[" + id + "]").getBytes(StandardCharsets.UTF_8), 2);
    }

    private FakeWorker runToEnd() {
        return runToEnd(first, second);
    }

    private FakeWorker runToEnd(FakeTopic... topics) {
        FakeWorker worker = new FakeWorker(topics).start(properties());
        worker.runToEnd();
        worker.stop();
        return worker;
    }

    private List<Long> ids(int partition) throws Exception {
        return StreamContents.read(server.url()).ids("cdc.shop.sales.customers." + partition);
    }

    /** Each record's ids, which should be one however often it is in the stream. */
    private Map<String, List<Long>> idsByRecord() throws Exception {
        return Stream.of(0, 1)
                .flatMap(partition -> {
                    try {
                        return StreamContents.read(server.url()).of("cdc.shop.sales.customers." + partition).stream();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .collect(Collectors.groupingBy(
                        each -> each.subject() + '@' + each.offset(),
                        Collectors.collectingAndThen(
                                Collectors.toList(),
                                entries -> entries.stream()
                                        .map(each -> each.event().getId())
                                        .distinct()
                                        .toList())));
    }

    private List<String> marks() throws Exception {
        try (Connection connection = NatsServer.connect(server.url())) {
            return AuditMarks.open(connection).list().stream()
                    .map(each -> each.content().getSource()
                            + '.'
                            + each.content().getDatabase()
                            + '.'
                            + each.content().getTable())
                    .toList();
        }
    }

    private void removeMarks() throws Exception {
        try (Connection connection = NatsServer.connect(server.url())) {
            AuditMarks marks = AuditMarks.open(connection);
            for (AuditMarks.Mark mark : marks.list()) {
                assertThat(marks.remove(mark)).isTrue();
            }
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(Shop.connectorProperties(server.url()));
        properties.put("nats.stream.create", "if.absent");
        return properties;
    }
}
