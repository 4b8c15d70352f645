package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.NatsServer;
import io.millrace.nats.Checkpoints;
import io.millrace.nats.PublishMark;
import io.millrace.nats.PublishProgress;
import io.nats.client.Connection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A subject that has lost all its messages, a topic that begins again, and records that Kafka deleted. */
class BridgeLostEventsIT extends BridgeOnNats {
    private final CapturedLog log = new CapturedLog();
    private final FakeTopic topic = new FakeTopic(Shop.TOPIC, 3);

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void aSubjectThatLostAllItsMessagesWithTheStreamsTailIsPublishedAgain() throws Exception {
        FakeTopic other = new FakeTopic("shop.sales.orders", 4);
        FakeWorker first = new FakeWorker(other).start(properties());
        server.kill();
        Path stream = streamDirectory();
        Path copy = directory.resolve("copy");
        copy(stream, copy);
        server.restart();
        other.appendInserts(10);
        first.runToEnd();
        first.stop();
        topic.appendInserts(10);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();

        server.kill();
        delete(stream);
        copy(copy, stream);
        server.restart();
        topic.appendInserts(5);
        worker.runToEnd();

        assertThat(offsets()).isEqualTo(StreamContents.upTo(15));
        assertThat(log.text()).contains("Stream CDC ends earlier than before and has lost all events of " + Shop.TOPIC);
    }

    /** Also when another task has published since, so that the stream is longer than it was. */
    @Test
    void aTailThatIsLostBackToTheFirstEventIsPublishedAgain() throws Exception {
        FakeTopic other = new FakeTopic("shop.sales.orders", 4);
        other.appendInserts(10);
        FakeWorker first = new FakeWorker(other).start(properties());
        first.runToEnd();
        first.stop();
        server.kill();
        Path stream = streamDirectory();
        Path copy = directory.resolve("copy");
        copy(stream, copy);
        server.restart();
        topic.appendInserts(10);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();

        server.kill();
        delete(stream);
        copy(copy, stream);
        server.restart();
        other.appendInserts(20);
        FakeWorker second = new FakeWorker(other).start(properties());
        second.runToEnd();
        second.stop();
        topic.appendInserts(5);
        worker.runToEnd();

        assertThat(offsets()).isEqualTo(StreamContents.upTo(15));
        assertThat(log.text()).contains("Stream CDC did not keep, or never stored, all events of " + Shop.TOPIC + "-3");
    }

    /** Its checkpoint is not the first one any more, and other events are where the stream ended then. */
    @Test
    void aSubjectIsPublishedAgainAlsoIfOthersHaveFilledTheStreamSince() throws Exception {
        FakeTopic other = new FakeTopic("shop.sales.orders", 4);
        FakeWorker first = new FakeWorker(other).start(properties());
        server.kill();
        Path stream = streamDirectory();
        Path copy = directory.resolve("copy");
        copy(stream, copy);
        server.restart();
        topic.appendInserts(10);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        keepCheckpoint(10, 10);

        server.kill();
        delete(stream);
        copy(copy, stream);
        server.restart();
        other.appendInserts(20);
        first.runToEnd();
        first.stop();
        topic.appendInserts(5);
        worker.runToEnd();

        assertThat(offsets()).isEqualTo(StreamContents.upTo(15));
    }

    private void keepCheckpoint(long offset, long sequence) throws Exception {
        try (Connection connection = NatsServer.connect(server.url())) {
            Checkpoints checkpoints = Checkpoints.open(connection, "CDC");
            PublishProgress progress = checkpoints.list(3).get(0);
            checkpoints.write(progress.toBuilder()
                    .addMark(PublishMark.newBuilder()
                            .setOffset(offset)
                            .setSequence(sequence)
                            .setTime(Instant.now().toString()))
                    .build());
        }
    }

    @Test
    void aPurgedSubjectIsNotPublishedAgain() throws Exception {
        topic.appendInserts(10);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        worker.stop();
        try (Connection connection = NatsServer.connect(server.url())) {
            connection.jetStreamManagement().purgeStream("CDC");
        }
        topic.appendInserts(10);

        new FakeWorker(topic).start(properties()).runToEnd();

        assertThat(offsets()).isEqualTo(LongStream.range(10, 20).boxed().toList());
        assertThat(log.text())
                .doesNotContain("publishing them again")
                .contains("Stream CDC no longer has the events of " + Shop.TOPIC + "-3 although they are not old");
    }

    @Test
    void aTopicThatIsCreatedAgainUnderARunningTaskIsPublishedFromItsBeginning() throws Exception {
        topic.appendInserts(100);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        topic.createAgain();
        topic.appendInserts(30);
        worker.runToEnd();
        worker.stop();
        topic.appendInserts(10);
        FakeWorker successor = new FakeWorker(topic).start(properties());
        successor.runToEnd();

        assertThat(offsets().subList(100, offsets().size())).isEqualTo(StreamContents.upTo(40));
        assertThat(log.text()).contains("Topic partition " + Shop.TOPIC + "-3 was re-created");
    }

    @Test
    void recordsThatKafkaDeletedBeforeTheyWerePublishedAreReported() throws Exception {
        topic.appendInserts(100);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        server.kill();
        worker.step();
        topic.appendInserts(50);
        for (int offset = 0; offset < 120; offset++) {
            topic.remove(offset);
        }
        server.restart();
        worker.runToEnd();

        assertThat(offsets()).hasSize(130);
        assertThat(log.text()).contains("Kafka deleted offsets 100 to 119 of " + Shop.TOPIC + "-3");
        assertThat(worker.context.metrics.value("deleted-unpublished-total")).isEqualTo(20);
    }

    @Test
    void recordsThatKafkaDeletesUnderARunningTaskAreReported() throws Exception {
        topic.appendInserts(100);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        topic.appendInserts(50);
        for (int offset = 0; offset < 120; offset++) {
            topic.remove(offset);
        }
        worker.runToEnd();

        assertThat(offsets()).hasSize(130).doesNotHaveDuplicates();
        assertThat(log.text()).containsOnlyOnce("Kafka deleted offsets 100 to 119 of " + Shop.TOPIC + "-3");
        assertThat(worker.context.metrics.value("deleted-unpublished-total")).isEqualTo(20);
    }

    /** An aborted transaction leaves a gap of many offsets. */
    @Test
    void whatARunningTaskDoesNotGetFromAnAbortedTransactionIsNotReported() throws Exception {
        topic.appendInserts(100);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        for (int gap = 0; gap < 3; gap++) {
            for (int marker = 0; marker < 20; marker++) {
                topic.appendMarker();
            }
            topic.appendInserts(10);
        }
        worker.runToEnd();

        assertThat(offsets()).hasSize(130).doesNotHaveDuplicates();
        assertThat(log.text()).doesNotContain("Kafka deleted");
        assertThat(worker.context.metrics.value("deleted-unpublished-total")).isZero();
    }

    /** A deleted record and a transaction's marker look the same once both are gone. */
    @Test
    void aSingleDeletedRecordIsReportedThoughItMayBeATransactionsMarker() throws Exception {
        publishAndDelete(100);
        topic.appendInserts(2);
        topic.remove(100);
        FakeWorker successor = new FakeWorker(topic).start(properties());
        successor.runToEnd();

        assertThat(offsets()).hasSize(101).doesNotContain(100L);
        assertThat(log.text())
                .contains("Kafka deleted offsets 100 to 100 of " + Shop.TOPIC + "-3")
                .contains("transaction markers");
        assertThat(successor.context.metrics.value("deleted-unpublished-total")).isEqualTo(1);
    }

    @Test
    void nothingIsReportedWhenAllThatKafkaDeletedHadBeenPublished() throws Exception {
        publishAndDelete(100);
        topic.appendInserts(1);
        new FakeWorker(topic).start(properties()).runToEnd();

        assertThat(offsets()).isEqualTo(StreamContents.upTo(101));
        assertThat(log.text()).doesNotContain("Kafka deleted");
    }

    /** While Kafka has a record before it, a marker is known for one. */
    @Test
    void aTransactionsMarkerIsNoDeletedRecord() throws Exception {
        publishAndDelete(99);
        topic.appendInserts(1);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        worker.stop();
        topic.appendMarker();
        topic.appendInserts(1);
        new FakeWorker(topic).start(properties()).runToEnd();

        assertThat(log.text()).doesNotContain("Kafka deleted");
    }

    private void publishAndDelete(int count) {
        topic.appendInserts(count);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        worker.stop();
        for (int offset = 0; offset < count; offset++) {
            topic.remove(offset);
        }
    }

    private Path streamDirectory() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(path -> path.endsWith(Path.of("streams", "CDC")))
                    .findAny()
                    .orElseThrow();
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private List<Long> offsets() throws Exception {
        return StreamContents.read(server.url()).offsets(SUBJECT);
    }
}
