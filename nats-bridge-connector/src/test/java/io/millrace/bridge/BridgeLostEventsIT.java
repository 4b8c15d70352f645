package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void aPurgedSubjectIsNotPublishedAgain() throws Exception {
        topic.appendInserts(10);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        worker.stop();
        try (Connection connection = Nats.connect(server.url())) {
            connection.jetStreamManagement().purgeStream("CDC");
        }
        topic.appendInserts(10);

        new FakeWorker(topic).start(properties()).runToEnd();

        assertThat(offsets()).isEqualTo(LongStream.range(10, 20).boxed().toList());
        assertThat(log.text()).doesNotContain("has lost all events");
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
    void aTransactionsMarkerIsNoDeletedRecord() throws Exception {
        topic.appendInserts(100);
        FakeWorker worker = new FakeWorker(topic).start(properties());
        worker.runToEnd();
        worker.stop();
        topic.appendMarker();
        for (int offset = 0; offset < 100; offset++) {
            topic.remove(offset);
        }
        topic.appendInserts(1);
        FakeWorker successor = new FakeWorker(topic).start(properties());
        successor.runToEnd();

        assertThat(log.text()).doesNotContain("Kafka deleted");
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
