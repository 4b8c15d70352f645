package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.NatsServer;
import io.millrace.nats.AuditMarks;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StreamConfiguration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NATS away, slow, full or unwilling: each has its outcome and its message. */
class BridgeOutageIT extends BridgeOnNats {

    private final CapturedLog log = new CapturedLog();
    private final FakeTopic topic = new FakeTopic(Shop.TOPIC, 3);

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void whileNatsIsAwayTheTaskHoldsKafkaAndSaysSoOnce() throws Exception {
        FakeWorker worker = start(Map.of());
        topic.appendInserts(5_000);
        worker.step();
        server.kill();
        while (worker.context.metrics.value("connected") > 0) {
            worker.step();
        }
        long position = topic.position();
        for (int i = 0; i < 50; i++) {
            worker.step();
        }

        assertThat(worker.context.paused).containsExactly(topic.topicPartition);
        assertThat(topic.position()).isEqualTo(position).isLessThan(topic.end());
        assertThat(worker.context.metrics.value("connected")).isZero();
        assertThat(log.lines("WARN")).hasSize(1);
        server.restart();
        worker.runToEnd();
        assertThat(worker.context.paused).isEmpty();
        assertThat(worker.context.metrics.value("connected")).isEqualTo(1);
        assertThat(worker.context.metrics.value("reconnects-total")).isEqualTo(1);
        assertStreamEqualsTopic();
    }

    /** As when several tasks lose NATS while a new topic has their group rebalance. */
    @Test
    void aPartitionThatWasRevokedWhilePausedIsReadWhenItIsAssignedAgain() throws Exception {
        FakeWorker worker = start(Map.of());
        topic.appendInserts(1_000);
        worker.step();
        server.kill();
        while (worker.context.paused.isEmpty()) {
            worker.step();
        }
        worker.revoke(topic);
        server.restart();
        worker.runUntilConnected();

        worker.assign(topic);

        assertThat(worker.context.paused).isEmpty();
        worker.runToEnd();
        assertStreamEqualsTopic();
    }

    @Test
    void aSlowStreamDoesNotKeepTheTaskFromPolling() throws Exception {
        FakeWorker worker = start(Map.of(
                "publish.max.in.flight.count", "100",
                "publish.ack.timeout.ms", "60000",
                "consumer.override.max.poll.interval.ms", "600"));
        topic.appendInserts(1);
        worker.runToEnd();
        topic.appendInserts(2_000);
        server.freeze();
        try {
            while (worker.context.metrics.value("in-flight-count") < 100) {
                worker.step();
            }
            for (int i = 0; i < 3; i++) {
                worker.step();
                assertThat(worker.context.metrics.value("in-flight-count")).isEqualTo(100);
            }
        } finally {
            server.thaw();
        }
        worker.runToEnd();

        assertThat(worker.context.metrics.value("reconnects-total")).isZero();
        assertStreamEqualsTopic();
    }

    @Test
    void aStreamThatDoesNotAcknowledgeIsTakenForLost() throws Exception {
        FakeWorker worker = start(Map.of("publish.ack.timeout.ms", "300"));
        topic.appendInserts(1);
        worker.runToEnd();
        topic.appendInserts(2_000);
        server.freeze();
        try {
            while (worker.context.metrics.value("connected") > 0) {
                worker.step();
            }
        } finally {
            server.thaw();
        }
        worker.runToEnd();

        assertThat(log.text()).contains("did not acknowledge a message within PT0.3S");
        assertStreamEqualsTopic();
    }

    @Test
    void aFullStreamIsWaitedFor() throws Exception {
        createStream(stream -> stream.maxBytes(200_000));
        FakeWorker worker = start(Map.of("nats.stream.max.bytes", "200000"));
        topic.appendInserts(2_000);
        while (log.lines("WARN").isEmpty()) {
            worker.step();
        }

        assertThat(log.lines("WARN"))
                .singleElement()
                .asString()
                .contains("maximum bytes exceeded", "It is full: raise its limits or the server's");
        change(stream -> stream.maxBytes(-1));
        worker.runToEnd();
        assertStreamEqualsTopic();
    }

    @Test
    void anEventAboveTheServersLimitIsADeadLetterThatNamesSizeAndLimit() throws Exception {
        server.close();
        server = NatsServer.start(directory, NatsServer.Options.DEFAULT.withConfiguration("max_payload: 10000"));
        topic.appendInserts(10);
        topic.append(Shop.key(10), Shop.insert(10, "x".repeat(12_000)));
        topic.appendInserts(10);
        FakeWorker worker = start(Map.of());
        worker.runToEnd();

        assertThat(worker.context.reported.values())
                .singleElement()
                .extracting(Throwable::getMessage)
                .asString()
                .matches(
                        "Record shop.sales.customers-3@10: The event for cdc.shop.sales.customers.3 has 12\\d{3} bytes with"
                                + " its headers, more than the server's max_payload of 10000; raise max_payload on every NATS server,"
                                + " lower value.converter.event.max.bytes of the source connector, or exclude the large columns"
                                + " there");
        assertThat(StreamContents.read(server.url()).offsets(SUBJECT))
                .hasSize(20)
                .isSorted()
                .doesNotContain(10L);
    }

    @Test
    void anEventAboveALimitThatTheStreamWasGivenMeanwhileIsADeadLetterToo() throws Exception {
        FakeWorker worker = start(Map.of());
        topic.appendInserts(10);
        worker.runToEnd();
        change(stream -> stream.maximumMessageSize(5_000));
        topic.append(Shop.key(10), Shop.insert(10, "x".repeat(6_000)));
        topic.appendInserts(10);
        worker.runToEnd();

        assertThat(worker.context.reported.values())
                .singleElement()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("the stream's max_msg_size of 5000");
        assertThat(StreamContents.read(server.url()).offsets(SUBJECT)).hasSize(20);
    }

    @Test
    void withoutAStreamTheTaskDoesNotStart() {
        assertThatThrownBy(() -> start(Map.of("nats.stream.create", "none")))
                .hasMessageContaining("There is no stream CDC; create it, for example with: nats stream add CDC")
                .hasMessageContaining("There is no key-value bucket MILLRACE");
    }

    @Test
    void aStreamThatIsDeletedMeanwhileIsMadeAgainAndFilled() throws Exception {
        FakeWorker worker = start(Map.of());
        topic.appendInserts(10);
        worker.runToEnd();
        try (Connection connection = NatsServer.connect(server.url())) {
            connection.jetStreamManagement().deleteStream("CDC");
        }
        topic.appendInserts(10);
        worker.runToEnd();

        assertStreamEqualsTopic();
        assertThat(log.text())
                .contains("Stream CDC was re-created and has lost all events of " + Shop.TOPIC
                        + "-3; publishing them again from offset 0");
    }

    /** Nothing is refused then, so only the stream itself shows it. */
    @Test
    void aStreamThatIsReplacedWhileTheTaskHasNothingToDoIsFilled() throws Exception {
        FakeWorker worker = start(Map.of());
        topic.appendInserts(10);
        worker.runToEnd();
        replaceStream();

        worker.commit();
        worker.runUntilConnected();
        worker.runToEnd();

        assertStreamEqualsTopic();
        assertThat(log.text()).contains("Stream CDC was deleted and made again");
        assertThat(isMarked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tablesAreMarkedWhoseEventsMayBeMissingBeforeOthersInAReplacedStream(boolean committed) throws Exception {
        FakeWorker worker = start(Map.of());
        topic.appendInserts(10);
        worker.runToEnd();
        replaceStream();
        topic.appendInserts(1);
        do {
            worker.step();
        } while (StreamContents.read(server.url()).offsets(SUBJECT).isEmpty());
        if (committed) {
            worker.commit();
            worker.runUntilConnected();
        } else {
            restartServer(worker);
        }
        worker.runToEnd();

        assertThat(log.text()).contains("marking to be audited: [sales.customers]");
        assertThat(isMarked()).isTrue();
        try (Connection connection = NatsServer.connect(server.url())) {
            AuditMarks marks = AuditMarks.open(connection);
            marks.remove(marks.find("shop", "sales", "customers").orElseThrow());
        }
        restartServer(worker);
        assertThat(isMarked()).as("once").isFalse();
    }

    /** The last of them names a sequence of the stream before, which the new one may never reach. */
    @ParameterizedTest
    @ValueSource(ints = {2, 30})
    void eventsThatWereInFlightWhenTheStreamWasReplacedArePublishedAgainWithWhatItLost(int inFlight) throws Exception {
        FakeWorker worker = start(Map.of());
        topic.appendInserts(100);
        worker.runToEnd();
        replaceStream();
        topic.appendInserts(inFlight);
        do {
            worker.step();
        } while (StreamContents.read(server.url()).offsets(SUBJECT).size() < inFlight);
        restartServer(worker);
        worker.runToEnd();

        assertStreamEqualsTopic();
        assertThat(isMarked()).isFalse();
    }

    private void restartServer(FakeWorker worker) {
        server.kill();
        while (worker.context.metrics.value("connected") > 0) {
            worker.step();
        }
        server.restart();
        worker.runUntilConnected();
    }

    private boolean isMarked() throws Exception {
        try (Connection connection = NatsServer.connect(server.url())) {
            return AuditMarks.open(connection)
                    .find("shop", "sales", "customers")
                    .isPresent();
        }
    }

    private void replaceStream() throws Exception {
        try (Connection connection = NatsServer.connect(server.url())) {
            connection.jetStreamManagement().deleteStream("CDC");
            connection
                    .jetStreamManagement()
                    .addStream(StreamDefinition.withDefaults("CDC").toConfiguration());
        }
    }

    @Test
    void limitsThatMayStopOrLoseEventsAreToldOnce() throws Exception {
        createStream(stream ->
                stream.discardPolicy(DiscardPolicy.Old).maxMessages(1_000_000).maxBytes(1_000_000_000));
        FakeWorker worker = start(Map.of());
        topic.appendInserts(10);
        worker.runToEnd();
        server.kill();
        worker.step();
        server.restart();
        worker.runUntilConnected();

        assertThat(log.lines("WARN"))
                .filteredOn(line -> line.contains("Stream CDC may hold"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("1000000000 bytes (max_bytes); when it is full it drops"),
                        line -> assertThat(line).contains("1000000 messages (max_msgs); when it is full it drops"));
    }

    @Test
    void aSealedStreamIsRefusedAtOnce() throws Exception {
        createStream(UnaryOperator.identity());
        FakeWorker worker = start(Map.of());
        change(StreamConfiguration.Builder::seal);
        topic.appendInserts(1);

        assertThatThrownBy(worker::runToEnd)
                .hasMessageContaining("The stream is sealed; name another one in nats.stream");
    }

    @Test
    void aSubjectThatAnotherStreamTookIsRefused() throws Exception {
        createStream(UnaryOperator.identity());
        FakeWorker worker = start(Map.of());
        change(stream -> stream.subjects("other.>"));
        try (Connection connection = NatsServer.connect(server.url())) {
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("THIEF")
                            .subjects("cdc.>")
                            .build());
        }
        topic.appendInserts(1);

        assertThatThrownBy(worker::runToEnd)
                .hasMessageContaining("Another stream has this subject; name that one in nats.stream");
    }

    private FakeWorker start(Map<String, String> differing) {
        Map<String, String> properties = properties();
        properties.putAll(differing);
        return new FakeWorker(topic).start(properties);
    }

    private void createStream(UnaryOperator<StreamConfiguration.Builder> change) throws Exception {
        try (Connection connection = NatsServer.connect(server.url())) {
            connection
                    .jetStreamManagement()
                    .addStream(change.apply(StreamConfiguration.builder(
                                    StreamDefinition.withDefaults("CDC").toConfiguration()))
                            .build());
        }
    }

    private void change(UnaryOperator<StreamConfiguration.Builder> change) throws Exception {
        try (Connection connection = NatsServer.connect(server.url())) {
            connection
                    .jetStreamManagement()
                    .updateStream(change.apply(StreamConfiguration.builder(connection
                                    .jetStreamManagement()
                                    .getStreamInfo("CDC")
                                    .getConfiguration()))
                            .build());
        }
    }

    private void assertStreamEqualsTopic() throws Exception {
        assertThat(StreamContents.read(server.url()).offsets(SUBJECT)).isEqualTo(StreamContents.upTo(topic.end()));
    }
}
