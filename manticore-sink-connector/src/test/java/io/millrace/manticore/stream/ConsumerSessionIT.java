package io.millrace.manticore.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.event.SourceTable;
import io.millrace.local.NatsServer;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.PurgeOptions;
import io.nats.client.Subscription;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsumerSessionIT {
    private static final List<String> SUBJECTS = List.of("cdc.s.d.*");
    private static final DeliverFrom BEGINNING = new DeliverFrom.Beginning();
    private static final int PULL = 100;
    private static final long MEMORY = 64 << 20;
    private static final Duration CHECK = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static NatsServer nats;
    private static Connection connection;
    private static JetStreamManagement management;

    private final List<StreamReader> readers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        nats = NatsServer.start(directory);
        connection = Nats.connect(NatsSettings.from(Map.of("nats.servers", nats.url()))
                .toOptions()
                // What is asked while NATS is away is asked again after this.
                .connectionTimeout(Duration.ofSeconds(20))
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .build());
        management = connection.jetStreamManagement();
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        nats.close();
    }

    @BeforeEach
    void makeStream() throws Exception {
        management.addStream(StreamDefinition.withDefaults("CDC").toConfiguration());
    }

    @AfterEach
    void dropStream() throws Exception {
        readers.forEach(StreamReader::close);
        management.deleteStream("CDC");
        nats.awaitRemoved("CDC");
    }

    @Test
    void readsThePartitionInOrderAndNothingElse() throws Exception {
        publish("a.0", "b.1", "a.0", "c.0");
        Reading reading = open(settings("cdc.s.d.*"));
        assertThat(reading.read(3)).containsExactly("a.0", "a.0", "c.0");
    }

    @Test
    void nextSessionStartsAtOnceAfterTheLastAcknowledgedEvent() throws Exception {
        publish("a.0", "b.0", "c.0", "d.0");
        Reading first = open(settings("cdc.s.d.*"));
        assertThat(first.read(3)).containsExactly("a.0", "b.0", "c.0");
        first.acknowledgeLast(1);
        await().until(() -> floor() == 1);
        first.reader.close();

        assertThat(open(settings("cdc.s.d.*")).read(3)).containsExactly("b.0", "c.0", "d.0");
    }

    @Test
    void lostDeliveryBreaksTheSession() throws Exception {
        Reading reading = open(settings("cdc.s.d.*"));
        // Its reader has not asked for events yet.
        steal();
        publish("b.0");
        await().pollInSameThread().untilAsserted(() -> {
            reading.reader.receive(Duration.ofMillis(10));
            assertThatThrownBy(reading.session::next)
                    .isInstanceOf(NatsUnavailableException.class)
                    .hasMessageContaining("lost");
        });
        reading.session.open();
        assertThat(reading.read(2)).containsExactly("a.0", "b.0");
    }

    @Test
    void consumerDeletedBehindItsBackIsMadeAgainWhereItWas() throws Exception {
        publish("a.0", "b.0", "c.0");
        Reading reading = open(settings("cdc.s.d.*"));
        reading.read(3);
        reading.acknowledgeLast(2);
        connection.flush(Duration.ofMinutes(1));
        await().until(() -> floor() == 2);
        management.deleteConsumer("CDC", "sink-p0");

        await().pollInSameThread().untilAsserted(() -> {
            reading.reader.receive(Duration.ofMillis(10));
            assertThatThrownBy(reading.session::next).isInstanceOf(NatsUnavailableException.class);
        });
        reading.session.open();

        assertThat(reading.read(1)).containsExactly("c.0");
    }

    /** Which has more events than the reader had acknowledged of the one before, in another order. */
    @ParameterizedTest
    @ValueSource(strings = {"", "sink-p0", "sink-p0-position"})
    void streamThatWasMadeAgainIsReadFromItsBeginning(String existing) throws Exception {
        publish("a.0", "b.0");
        Reading reading = open(settings("cdc.s.d.*"));
        reading.read(2);
        reading.acknowledgeLast(2);
        await().until(() -> floor() == 2);
        management.deleteStream("CDC");
        nats.awaitRemoved("CDC");
        makeStream();
        publish("c.0", "a.0", "b.0");
        if (!existing.isEmpty()) {
            // Made by this reader when it did not yet know that the stream was another one.
            ConsumerPlan plan = settings("cdc.s.d.*").plan(0);
            management.createConsumer("CDC", plan.configuration(existing, new DeliverFrom.Sequence(3)));
        }

        reading.session.open();

        assertThat(reading.read(3)).containsExactly("c.0", "a.0", "b.0");
    }

    @Test
    void consumerMadeAnewFurtherAheadIsPutBack() throws Exception {
        publish("a.0", "b.0", "c.0", "d.0");
        Reading reading = open(settings("cdc.s.d.*"));
        reading.read(2);
        reading.acknowledgeLast(1);
        await().until(() -> floor() == 1);
        ConsumerPlan plan = settings("cdc.s.d.*").plan(0);
        management.deleteConsumer("CDC", "sink-p0");
        management.createConsumer("CDC", plan.configuration("sink-p0", new DeliverFrom.Sequence(4)));

        reading.session.open();

        assertThat(reading.read(3)).containsExactly("b.0", "c.0", "d.0");
    }

    /** The stream may have lost its beginning since, as every stream does in the end. */
    @Test
    void consumerDeletedBehindItsBackStopsTheReaderWhenItsNextEventsHaveExpired() throws Exception {
        publish("a.0", "b.0", "c.0");
        Reading reading = open(settings("cdc.s.d.*"));
        reading.read(1);
        reading.acknowledgeLast(1);
        await().until(() -> floor() == 1);
        management.deleteConsumer("CDC", "sink-p0");
        management.purgeStream("CDC", PurgeOptions.builder().sequence(3).build());

        assertThatThrownBy(reading.session::open).isInstanceOf(NatsFaultException.class);
    }

    @Test
    void readerThatGetsNothingThoughThereAreEventsSubscribesAgain() throws Exception {
        Reading reading = open(checkedEvery(Duration.ofMillis(50)));
        // The server delivers nothing, and says nothing.
        management.pauseConsumer("CDC", "sink-p0", ZonedDateTime.now().plusHours(1));
        publish("a.0");

        await().pollInSameThread().untilAsserted(() -> {
            reading.reader.receive(Duration.ofMillis(10));
            assertThatThrownBy(() -> {
                        reading.session.check();
                        reading.session.next();
                    })
                    .isInstanceOf(NatsUnavailableException.class)
                    .hasMessageContaining("no event came for 50 ms though there are some");
        });
        reading.session.open();

        assertThat(reading.read(1)).containsExactly("a.0");
    }

    /** So that the server does not deliver them again. */
    @Test
    void eventsThatTakeLongAreReportedToBeInProgress() throws Exception {
        publish("a.0", "b.0");
        Reading reading = open(settings("cdc.s.d.*"));
        reading.read(2);
        Subscription acknowledgements = connection.subscribe("$JS.ACK.CDC.sink-p0.>");
        connection.flush(Duration.ofMinutes(1));

        reading.session.extend(reading.deliveries);

        for (int i = 0; i < 2; i++) {
            Message message = acknowledgements.nextMessage(Duration.ofMinutes(3));
            assertThat(new String(message.getData(), StandardCharsets.UTF_8)).isEqualTo("+WPI");
        }
        acknowledgements.unsubscribe();
    }

    @Test
    void pendingCountsWhatIsStillToBeRead() throws Exception {
        publish("a.0", "b.0", "c.0", "x.1");
        Reading reading = open(settings("cdc.s.d.*"));
        assertThat(reading.session.pending()).isEqualTo(3);
        reading.read(3);
        assertThat(reading.session.pending()).isZero();
        reading.session.close();
        publish("d.0");
        reading.session.refreshPending();
        assertThat(reading.session.pending()).isEqualTo(4);
    }

    @Test
    void restartThatACrashInterruptedKeepsThePosition() throws Exception {
        publish("a.0", "b.0", "c.0");
        ConsumerPlan plan = settings("cdc.s.d.*").plan(0);
        // What is left of a crash between the delete and the create: only the marker.
        management.createConsumer("CDC", plan.configuration("sink-p0-position", new DeliverFrom.Sequence(2)));

        assertThat(open(settings("cdc.s.d.*")).read(2)).containsExactly("b.0", "c.0");
        assertThat(management.getConsumerNames("CDC")).containsExactly("sink-p0");
    }

    /** The marker has metadata by then, and the server creates no consumer over one that differs in it. */
    @Test
    void restartThatWasInterruptedAfterTheMarkerWasWrittenKeepsThePosition() throws Exception {
        publish("a.0", "b.0", "c.0");
        ConsumerPlan plan = settings("cdc.s.d.*").plan(0);
        management.createConsumer(
                "CDC",
                ConsumerConfiguration.builder(plan.configuration("sink-p0-position", new DeliverFrom.Sequence(2)))
                        .metadata(Map.of("millrace-read-to", "1"))
                        .build());
        // The answer to its creation was lost.
        management.createConsumer("CDC", plan.configuration("sink-p0", new DeliverFrom.Sequence(2)));

        assertThat(open(settings("cdc.s.d.*")).read(2)).containsExactly("b.0", "c.0");
        assertThat(management.getConsumerNames("CDC")).containsExactly("sink-p0");
    }

    @Test
    void goesOnAfterAKillOfTheServer() throws Exception {
        publish("a.0", "b.0");
        Reading reading = open(settings("cdc.s.d.*"));
        reading.read(2);
        reading.acknowledgeLast(1);
        await().until(() -> floor() == 1);

        nats.kill();
        nats.restart();

        publishWhenBack("c.0");
        await().pollInSameThread()
                .ignoreException(NatsUnavailableException.class)
                .untilAsserted(() -> {
                    if (!reading.session.isOpen()) {
                        reading.session.open();
                    }
                    assertThat(reading.read(2)).containsExactly("b.0", "c.0");
                });
    }

    /** What is asked for while it is away is not kept to be sent later, however long that lasts. */
    @Test
    void nothingIsSentWhileNatsIsAway() throws Exception {
        Reading reading = open(settings("cdc.s.d.*"));
        nats.kill();
        await().pollInSameThread().until(() -> {
            reading.reader.receive(Duration.ofMillis(10));
            return connection.getStatus() != Connection.Status.CONNECTED;
        });
        for (int i = 0; i < 100; i++) {
            reading.session.close();
            reading.reader.receive(Duration.ZERO);
            assertThatThrownBy(reading.session::open).isInstanceOf(NatsUnavailableException.class);
        }
        nats.restart();
        publishWhenBack("a.0");
        await().pollInSameThread()
                .ignoreException(NatsUnavailableException.class)
                .untilAsserted(() -> {
                    if (!reading.session.isOpen()) {
                        reading.session.open();
                    }
                    assertThat(reading.read(1)).containsExactly("a.0");
                });
    }

    /** A11. */
    @Test
    void subjectsThatAreNoneOfEventsAreSkipped() throws Exception {
        publish("a.0", "a.x1", "b.3", "b.01", "b.+1", "c.99999999999", "c.-1", "d%zz.1", "%64.1", "d.2.2");
        try (PartitionDiscovery discovery = new PartitionDiscovery(settings().nats(), "CDC", List.of("cdc.s.d.*"))) {
            assertThat(discovery.discover()).containsExactly(0, 3);
            assertThat(discovery.newestEvents()).hasSize(2);
            assertThat(discovery.countSkipped())
                    .as("without d.2.2, which no filter takes")
                    .isEqualTo(7);
        }
    }

    /** A11: the newest message of a table may be empty. */
    @Test
    void messagesWithoutABodyAreNoEvents() throws Exception {
        connection.jetStream().publish("cdc.s.d.a.0", new byte[0]);
        StreamSettings settings = settings("cdc.s.d.*");
        Reading reading = open(settings);
        assertThat(reading.read(1)).containsExactly("");
        assertThat(new StreamContents(reading.reader, settings).newestEvents(new SourceTable("s", "d", "a")))
                .singleElement()
                .isEqualTo(new byte[0]);
    }

    @Test
    void asMuchAgainIsRequestedBeforeWhatCameIsTaken() throws Exception {
        publish("a.0", "b.0", "c.0", "d.0", "e.0");
        Reading reading = open(withPulls(2));
        await().pollInSameThread().untilAsserted(() -> {
            reading.reader.receive(Duration.ofMillis(10));
            assertThat(reading.session.pending()).isEqualTo(5);
            assertThat(delivered(1)).isEqualTo(4);
        });
        assertThat(reading.read(5)).containsExactly("a.0", "b.0", "c.0", "d.0", "e.0");
    }

    /** What the server has delivered is held by the task: 16 partitions of large rows, none of which is written. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void memoryIsBoundedForAllPartitionsTogether() throws Exception {
        int partitions = 16;
        int rows = 8;
        byte[] row = new byte[900_000];
        for (int i = 0; i < partitions * rows; i++) {
            connection.jetStream().publish("cdc.s.d.large." + i % partitions, row);
        }
        StreamReader reader = new StreamReader(settings("cdc.s.d.*"), new Mailbox());
        readers.add(reader);
        List<ConsumerSession> sessions = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            sessions.add(reader.session(partition));
            sessions.get(partition).open();
        }
        long[] held = new long[partitions];
        // What is on its way to the server is not held here any more.
        long[] acknowledgedOf = new long[partitions];
        long acknowledged = 0;
        Map<Integer, DeliveredEvent> last = new HashMap<>();
        Set<Long> read = new HashSet<>();
        for (int turn = 0; read.size() < partitions * rows; turn++) {
            reader.receive(Duration.ofMillis(10));
            // A partition that holds nothing may always ask for one message, even beyond the limit.
            assertThat((delivered(partitions) - acknowledged) * row.length * 2L)
                    .isLessThanOrEqualTo(settings().memoryBytes() + partitions * row.length * 2L);
            for (int partition = 0; partition < partitions; partition++) {
                ConsumerSession session = sessions.get(partition);
                for (DeliveredEvent event = session.next(); event != null; event = session.next()) {
                    held[partition] += event.size();
                    last.put(partition, event);
                    read.add(event.streamSequence());
                }
                session.inProgress(held[partition]);
            }
            // One partition at a time is written and acknowledged.
            int written = turn % partitions;
            if (last.containsKey(written)) {
                DeliveredEvent event = last.remove(written);
                sessions.get(written).acknowledge(event);
                acknowledged += event.consumerSequence() - acknowledgedOf[written];
                acknowledgedOf[written] = event.consumerSequence();
                held[written] = 0;
                sessions.get(written).inProgress(0);
            }
        }
    }

    /** The partition's share of the memory is smaller than the message, which is then requested alone. */
    @Test
    void eventLargerThanTheSharePerPartitionIsReadBetweenSmallOnes() throws Exception {
        int large = 900_000;
        for (int size : new int[] {10, 20, large, 30, large + 1, 40}) {
            connection.jetStream().publish("cdc.s.d.mixed.0", new byte[size]);
        }
        StreamReader reader = new StreamReader(withMemory(1 << 20), new Mailbox());
        readers.add(reader);
        ConsumerSession session = reader.session(0);
        session.open();
        List<Integer> read = new ArrayList<>();
        await().pollInSameThread().untilAsserted(() -> {
            reader.receive(Duration.ofMillis(10));
            for (DeliveredEvent event = session.next(); event != null; event = session.next()) {
                read.add(event.data().length);
            }
            assertThat(read).containsExactly(10, 20, large, 30, large + 1, 40);
        });
    }

    private static long delivered(int partitions) throws Exception {
        long delivered = 0;
        for (int partition = 0; partition < partitions; partition++) {
            delivered += management
                    .getConsumerInfo("CDC", "sink-p" + partition)
                    .getDelivered()
                    .getConsumerSequence();
        }
        return delivered;
    }

    /** Case A12: a task that still ends does not take back what somebody has decided meanwhile. */
    @Test
    void whoEndsAfterThePositionWasMovedAheadLeavesItThere() throws Exception {
        publish("a.0", "b.0", "c.0", "d.0", "e.0");
        Reading ending = open(settings("cdc.s.d.*"));
        ending.read(3);
        ending.acknowledgeLast(1);
        await().until(() -> floor() == 1);
        new ConsumerReset(settings("cdc.s.d.*")).reset(Map.of(0, new DeliverFrom.Sequence(5)));

        ending.session.handBack();
        assertThat(floor()).isEqualTo(4);
        ending.session.open();
        assertThat(ending.read(1)).containsExactly("e.0");
        ending.reader.close();
        assertThat(open(settings("cdc.s.d.*")).read(1)).containsExactly("e.0");
    }

    /** What its successor has read after that is read again, since a late write may have gone over it. */
    @Test
    void whoEndsAfterItsSuccessorReadOnFromAMovedPositionHasItReadAgain() throws Exception {
        publish("a.0", "b.0", "c.0", "d.0", "e.0");
        Reading ending = open(settings("cdc.s.d.*"));
        ending.read(3);
        new ConsumerReset(settings("cdc.s.d.*")).reset(Map.of(0, new DeliverFrom.Sequence(4)));
        Reading successor = open(settings("cdc.s.d.*"));
        successor.read(2);
        successor.acknowledgeLast(2);
        await().until(() -> floor() == 5);

        ending.session.handBack();
        assertThat(floor()).isEqualTo(3);
        successor.session.open();
        assertThat(successor.read(2)).containsExactly("d.0", "e.0");
    }

    /** A position that was moved back is kept anyway. */
    @Test
    void whoEndsAfterThePositionWasMovedBackLeavesItThere() throws Exception {
        publish("a.0", "b.0", "c.0");
        Reading ending = open(settings("cdc.s.d.*"));
        ending.read(3);
        ending.acknowledgeLast(2);
        await().until(() -> floor() == 2);
        new ConsumerReset(settings("cdc.s.d.*")).reset(Map.of(0, new DeliverFrom.Beginning()));

        ending.session.handBack();
        ending.reader.close();
        assertThat(open(settings("cdc.s.d.*")).read(3)).containsExactly("a.0", "b.0", "c.0");
    }

    private static void publishWhenBack(String end) {
        await().ignoreExceptions().untilAsserted(() -> publish(end));
    }

    @Test
    void stopsWhenEventsExpiredUnread() throws Exception {
        publish("a.0", "b.0", "c.0");
        Reading reading = open(settings("cdc.s.d.*"));
        reading.read(1);
        reading.acknowledgeLast(1);
        await().until(() -> floor() == 1);
        reading.reader.close();
        management.purgeStream("CDC", PurgeOptions.builder().sequence(3).build());

        assertThatThrownBy(() -> open(settings("cdc.s.d.*")))
                .isInstanceOf(NatsFaultException.class)
                .hasMessageContaining("expired before consumer sink-p0 read them")
                .hasMessageContaining("DELETE /connectors/<name>/offsets");
    }

    @Test
    void partitionWithoutNewEventsMissesNothingWhenOthersExpire() throws Exception {
        publish("a.0");
        Reading reading = open(settings("cdc.s.d.*"));
        reading.read(1);
        reading.acknowledgeLast(1);
        await().until(() -> floor() == 1);
        publish("x.1", "y.1", "z.1");
        reading.reader.consumer(0).check(1, management.getStreamInfo("CDC").getCreateTime());
        reading.reader.close();
        management.purgeStream("CDC", PurgeOptions.builder().sequence(4).build());
        publish("b.0");

        assertThat(open(settings("cdc.s.d.*")).read(1)).containsExactly("b.0");
    }

    @Test
    void rewoundConsumerReadsFromTheGivenPlace() throws Exception {
        publish("a.0", "b.0", "c.0");
        Reading reading = open(settings("cdc.s.d.*"));
        reading.read(3);
        reading.acknowledgeLast(3);
        await().until(() -> floor() == 3);
        reading.reader.close();

        new ConsumerReset(settings("cdc.s.d.*")).reset(Map.of(0, new DeliverFrom.Sequence(2)));

        assertThat(open(settings("cdc.s.d.*")).read(2)).containsExactly("b.0", "c.0");
    }

    @Test
    void subjectsThatWereNotReadBeforeAreReadFromTheBeginning() throws Exception {
        publish("a.0", "b.0");
        Reading reading = open(settings("cdc.s.d.b"));
        assertThat(reading.read(1)).containsExactly("b.0");
        reading.acknowledgeLast(1);
        await().until(() -> floor() == 2);
        reading.reader.close();

        assertThat(open(settings("cdc.s.d.b", "cdc.s.d.a")).read(2)).containsExactly("a.0", "b.0");
    }

    @Test
    void newConsumerStartsWhereThePolicySays() throws Exception {
        publish("a.0", "b.0");
        Reading reading = open(startingAt(new DeliverFrom.Now(), Set.of()));
        publish("c.0");
        assertThat(reading.read(1)).containsExactly("c.0");
    }

    @Test
    void newConsumerStartsAtTheSequenceOrTimeOfThePolicy() throws Exception {
        publish("a.0", "b.0", "c.0");
        Instant third = management.getMessage("CDC", 3).getTime().toInstant();
        assertThat(open(startingAt(new DeliverFrom.Sequence(2), Set.of())).read(2))
                .containsExactly("b.0", "c.0");
        management.deleteConsumer("CDC", "sink-p0");
        assertThat(open(startingAt(new DeliverFrom.Time(third), Set.of())).read(1))
                .containsExactly("c.0");
    }

    /** Its beginning expired before anybody read: that is no loss. */
    @Test
    void newConsumerOfAnOldStreamStartsAtWhatIsThereAndGoesOnAfterRestarts() throws Exception {
        publish("a.0", "b.0", "c.0");
        management.purgeStream("CDC", PurgeOptions.builder().sequence(3).build());
        Reading reading = open(settings("cdc.s.d.*"));
        assertThat(reading.read(1)).containsExactly("c.0");
        reading.acknowledgeLast(1);
        await().until(() -> floor() == 3);
        publish("x.1", "y.1");
        reading.session.open();
        management.purgeStream("CDC", PurgeOptions.builder().sequence(5).build());
        publish("d.0");
        reading.session.open();
        assertThat(reading.read(1)).containsExactly("d.0");
    }

    @Test
    void partitionThatAppearsLaterIsReadFromItsBeginning() throws Exception {
        publish("a.0", "b.0");
        Reading reading = open(startingAt(new DeliverFrom.Now(), Set.of(0)));
        assertThat(reading.read(2)).containsExactly("a.0", "b.0");
    }

    @Test
    void missingStreamIsWaitedFor() throws Exception {
        StreamConfiguration configuration = management.getStreamInfo("CDC").getConfiguration();
        management.deleteStream("CDC");
        nats.awaitRemoved("CDC");
        assertThatThrownBy(() -> open(settings("cdc.s.d.*")))
                .isInstanceOf(NatsUnavailableException.class)
                .hasMessageContaining("does not exist yet");
        management.addStream(configuration);
    }

    private record Reading(StreamReader reader, ConsumerSession session, List<DeliveredEvent> deliveries) {
        /** Reads until there are so many; each event is named by the end of its subject. */
        List<String> read(int count) throws InterruptedException {
            int from = deliveries.size();
            await().pollInSameThread().until(() -> {
                reader.receive(Duration.ofMillis(10));
                for (DeliveredEvent delivery = session.next(); delivery != null; delivery = session.next()) {
                    deliveries.add(delivery);
                }
                return deliveries.size() >= from + count;
            });
            return deliveries.subList(from, from + count).stream()
                    .map(delivery -> new String(delivery.data(), StandardCharsets.UTF_8))
                    .toList();
        }

        void acknowledgeLast(int number) {
            session.acknowledge(deliveries.get(number - 1));
        }
    }

    private Reading open(StreamSettings settings) {
        StreamReader reader = new StreamReader(settings, new Mailbox());
        readers.add(reader);
        ConsumerSession session = reader.session(0);
        session.open();
        return new Reading(reader, session, new ArrayList<>());
    }

    private static long floor() throws Exception {
        ConsumerInfo info = management.getConsumerInfo("CDC", "sink-p0");
        return info.getAckFloor().getStreamSequence();
    }

    /** An event goes to another reader of the same consumer: a task that Connect gave up on and that still runs. */
    private static void steal() throws Exception {
        var subscription = connection.jetStream().subscribe(null, PullSubscribeOptions.bind("CDC", "sink-p0"));
        publish("a.0");
        List<Message> stolen = subscription.fetch(1, Duration.ofMinutes(1));
        assertThat(stolen).hasSize(1);
        subscription.unsubscribe();
    }

    /** Publishes an event to each subject, given as table and partition, with the same as its content. */
    private static void publish(String... ends) throws Exception {
        for (String end : ends) {
            connection.jetStream().publish("cdc.s.d." + end, end.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static StreamSettings settings(String... subjects) {
        return settings(List.of(subjects), BEGINNING, Set.of(), PULL, MEMORY, CHECK);
    }

    private static StreamSettings startingAt(DeliverFrom initial, Set<Integer> later) {
        return settings(SUBJECTS, initial, later, PULL, MEMORY, CHECK);
    }

    private static StreamSettings checkedEvery(Duration interval) {
        return settings(SUBJECTS, BEGINNING, Set.of(), PULL, MEMORY, interval);
    }

    private static StreamSettings withPulls(int messages) {
        return settings(SUBJECTS, BEGINNING, Set.of(), messages, MEMORY, CHECK);
    }

    private static StreamSettings withMemory(long bytes) {
        return settings(SUBJECTS, BEGINNING, Set.of(), PULL, bytes, CHECK);
    }

    private static StreamSettings settings(
            List<String> subjects,
            DeliverFrom initial,
            Set<Integer> later,
            int pullMessages,
            long memoryBytes,
            Duration checkInterval) {
        return new StreamSettings(
                NatsSettings.from(Map.of("nats.servers", nats.url())),
                "CDC",
                subjects,
                "sink",
                initial,
                later,
                Duration.ofMinutes(5),
                1000,
                pullMessages,
                1 << 20,
                memoryBytes,
                checkInterval);
    }
}
