package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** What a task makes of a stream that ends elsewhere than Kafka's offsets say. */
class BridgeReplayIT extends BridgeOnNats {
    private static final int YOUNGER = 1_000_000;

    private FakeTopic topic = new FakeTopic(Shop.TOPIC, 3);

    @Test
    void aRecreatedTopicIsKnownAlsoByAMarkerWhereTheStreamEnds() throws Exception {
        topic.appendInserts(100);
        runToEnd();
        topic = new FakeTopic(Shop.TOPIC, 3, YOUNGER);
        topic.appendInserts(99);
        topic.appendMarker();
        topic.appendInserts(50);

        runToEnd();

        assertThat(offsets().subList(100, offsets().size()))
                .isEqualTo(LongStream.range(0, 150)
                        .filter(offset -> offset != 99)
                        .boxed()
                        .toList());
    }

    @Test
    void aCompactedTopicIsNoRecreatedOne() throws Exception {
        topic.appendInserts(100);
        runToEnd();
        topic.remove(99);
        topic.appendInserts(20);

        FakeWorker worker = runToEnd();

        assertThat(offsets()).isEqualTo(StreamContents.upTo(120));
        assertThat(worker.context.metrics.value("replays-skipped-total")).isZero();
    }

    @Test
    void recordsThatKafkaHasNoLongerAreNoReasonToStop() throws Exception {
        topic.appendInserts(100);
        runToEnd();
        for (int offset = 0; offset < 110; offset++) {
            if (offset >= 100) {
                topic.appendMarker();
            }
            topic.remove(offset);
        }
        topic.appendInserts(10);

        runToEnd();

        assertThat(offsets())
                .endsWith(LongStream.range(110, 120).boxed().toArray(Long[]::new))
                .hasSize(110);
    }

    @Test
    void aTaskThatWasHeldUpDoesNotRepeatWhatItsSuccessorPublished() throws Exception {
        Map<String, String> properties = properties();
        Duration window = Duration.ofSeconds(1);
        properties.put("nats.stream.duplicate.window.ms", Long.toString(window.toMillis()));
        topic.appendInserts(100);
        FakeWorker heldUp = new FakeWorker(topic).start(properties);
        heldUp.runToEnd();
        topic.appendInserts(100);
        List<SinkRecord> batch = topic.poll(100);
        topic.seek(0);

        FakeWorker successor = new FakeWorker(topic).start(properties);
        successor.runToEnd();
        long forgotten = System.nanoTime() + window.multipliedBy(2).toNanos();
        await().until(() -> System.nanoTime() - forgotten > 0);
        heldUp.deliver(batch);
        topic.appendInserts(100);
        successor.runToEnd();

        assertThat(offsets()).isEqualTo(StreamContents.upTo(300));
    }

    @Test
    void aTableThatWasQuietForLongGoesOnWithoutANewSession() throws Exception {
        Map<String, String> properties = properties();
        properties.put("nats.stream.duplicate.window.ms", "100");
        FakeWorker worker = new FakeWorker(topic).start(properties);
        for (int i = 0; i < 5; i++) {
            topic.appendInserts(10);
            worker.runToEnd();
            long later = System.nanoTime() + Duration.ofMillis(100).toNanos();
            await().until(() -> System.nanoTime() - later > 0);
        }

        assertThat(offsets()).isEqualTo(StreamContents.upTo(50));
        assertThat(worker.context.metrics.value("reconnects-total")).isZero();
    }

    @Test
    void twoTopicsWithEventsOfOneTableAreRefused() throws Exception {
        FakeTopic copy = new FakeTopic("copy." + Shop.TOPIC, 3);
        topic.appendInserts(10);
        copy.appendInserts(10);
        FakeWorker worker = new FakeWorker(topic, copy).start(properties());

        assertThatThrownBy(worker::runToEnd)
                .hasMessageContaining(Shop.TOPIC)
                .hasMessageContaining("copy." + Shop.TOPIC)
                .hasMessageContaining(SUBJECT);
    }

    @Test
    void aTableMayMoveToAnotherTopic() throws Exception {
        topic.appendInserts(10);
        runToEnd();
        FakeTopic successor = new FakeTopic("moved." + Shop.TOPIC, 3, YOUNGER);
        successor.appendInserts(10);

        topic = successor;
        runToEnd();

        assertThat(offsets()).hasSize(20);
        assertThat(ids()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void idsRiseWhateverTheClockAtTheSourceDoes() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long time = Shop.COMMIT_TIME_US;
        for (int i = 0; i < 2_000; i++) {
            // Mostly as without GTIDs, in whole seconds and many to one; now and then the clock is set back or forth.
            if (random.nextInt(50) == 0) {
                time += (random.nextInt(20) - 10) * 1_000_000L;
            }
            topic.appendInsert(time);
            if (i % 500 == 0) {
                runToEnd();
            }
        }

        runToEnd();

        assertThat(offsets()).as("seed " + seed).isEqualTo(StreamContents.upTo(2_000));
        assertThat(ids()).as("seed " + seed).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void idsRiseWhilePartitionsComeAndGo() throws Exception {
        FakeTopic other = new FakeTopic("shop.sales.orders", 3);
        for (int round = 1; round <= 10; round++) {
            topic.appendInserts(300);
            FakeWorker worker = new FakeWorker(topic).start(properties());
            worker.step();
            worker.assign(other);
            worker.runToEnd();
            worker.stop();
        }

        assertThat(offsets()).isEqualTo(StreamContents.upTo(3_000));
        assertThat(ids()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aBadRecordAtTheEndIsReportedOnceThoughSessionsBreak() throws Exception {
        topic.appendInserts(10);
        topic.append(null, Shop.insert(1, "without a key"));
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        for (int i = 0; i < 3; i++) {
            server.kill();
            worker.step();
            server.restart();
            topic.appendMarker();
            worker.runUntilConnected();
            worker.step();
        }

        assertThat(worker.context.reported).hasSize(1);
        assertThat(offsets()).isEqualTo(StreamContents.upTo(10));
    }

    /** Case A12. Connect does not say where its Kafka is, so only the task sees what Kafka has. */
    @Test
    void anOffsetPastTheEndIsRefusedWithTheOneThatKafkaHas() throws Exception {
        topic.appendInserts(100);
        runToEnd();
        new NatsBridgeConnector().alterOffsets(properties(), Map.of(topic.topicPartition, 5_000L));
        topic.seek(5_000);

        assertThatThrownBy(this::runToEnd)
                .hasMessageContaining("was set to 5000, which Kafka does not have: it continued at 0");
        assertThat(offsets()).hasSize(100);

        new NatsBridgeConnector().alterOffsets(properties(), Map.of(topic.topicPartition, 90L));
        topic.seek(90);
        runToEnd();
        assertThat(offsets()).hasSize(110);
    }

    private FakeWorker runToEnd() {
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        worker.stop();
        return worker;
    }

    private List<Long> offsets() throws Exception {
        return StreamContents.read(server.url()).offsets(SUBJECT);
    }

    private List<Long> ids() throws Exception {
        return StreamContents.read(server.url()).ids(SUBJECT);
    }
}
