package io.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Column;
import io.millrace.event.EventHeaders;
import io.millrace.event.InvalidEventException;
import io.millrace.event.ListValue;
import io.millrace.event.Operation;
import io.millrace.event.Partitioner;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.Snowflake;
import io.millrace.event.Source;
import io.millrace.event.Type;
import io.millrace.nats.NatsSetting;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.OnNats;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Message;
import io.nats.client.api.StreamConfiguration;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeEventPublisherIT extends OnNats {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** As the local server is configured. */
    private static final int MAX_PAYLOAD = 9 << 20;

    private CdcStream stream;

    @BeforeEach
    void createStream() throws Exception {
        stream = CdcStream.create(server.url());
    }

    @AfterEach
    void closeStream() throws Exception {
        stream.close();
    }

    @Test
    void aPublishedChangeFollowsTheContract() throws Exception {
        Row before = review(7, "Good.");
        Row after = review(7, "Better.");
        Instant committed = Instant.parse("2026-05-01T12:00:00.000123Z");
        Published published;
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(settings())) {
            published = publisher
                    .publish(Change.update("web.eu", "review", key(7), after)
                            .before(before)
                            .committedAt(committed)
                            .inTransaction("t-1"))
                    .get();
        }

        Message message = stream.messages().get(0);
        int partition = Partitioner.partition(key(7), PublisherSettings.DEFAULT_PARTITIONS);
        assertThat(message.getSubject()).isEqualTo("cdc.reviews.web%2Eeu.review." + partition);
        assertThat(message.getHeaders().getFirst(EventHeaders.MESSAGE_ID)).matches("[0-9a-z]{1,10}-0");
        assertThat(message.getHeaders().keySet()).containsExactly(EventHeaders.MESSAGE_ID);
        assertThat(published)
                .isEqualTo(new Published(
                        published.id(), message.getSubject(), message.metaData().streamSequence()));
        assertThat(Snowflake.timeOf(published.id())).isEqualTo(Instant.parse("2026-05-01T12:00:00Z"));
        assertThat(ChangeEvents.parse(message.getData()))
                .isEqualTo(ChangeEvent.newBuilder()
                        .setId(published.id())
                        .setOperation(Operation.UPDATE)
                        .setSource(Source.newBuilder()
                                .setConnector("application")
                                .setName("reviews")
                                .setDatabase("web.eu")
                                .setTable("review")
                                .setCommitTimeUs(1_777_636_800_000_123L)
                                .setTransactionId("t-1"))
                        .setKey(key(7))
                        .setBefore(before)
                        .setAfter(after)
                        .build());
    }

    @Test
    void aRowMayExpireUntilItsNextEvent() throws Exception {
        Instant time = Instant.parse("2026-05-01T12:00:40.000123Z");
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(settings())) {
            publisher.publish(
                    Change.insert("web", "review", key(7), review(7, "a")).expiresAt(time));
            publisher.publish(Change.update("web", "review", key(7), review(7, "b")));
            assertThatThrownBy(() -> publisher.publish(
                            Change.delete("web", "review", key(7)).expiresAt(time)))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageContaining("says when a row expires");
        }
        assertThat(stream.messages())
                .extracting(message -> ChangeEvents.parse(message.getData()).getExpiresUs())
                .containsExactly(1_777_636_840_000_123L, 0L);
    }

    @Test
    void everyOperationIsPublishedInOrder() throws Exception {
        try (ChangeEventPublisher publisher =
                ChangeEventPublisher.open(settings().withPartitions(1))) {
            publisher.publish(Change.snapshot("web", "review", key(1), review(1, "a")));
            publisher.publish(Change.insert("web", "review", key(2), review(2, "b")));
            publisher.publish(Change.update("web", "review", key(2), review(2, "c")));
            publisher.publish(Change.delete("web", "review", key(2)));
            publisher.publish(Change.truncate("web", "review"));
            publisher.flush(PATIENCE);

            assertThat(stream.events())
                    .extracting(ChangeEvent::getOperation)
                    .containsExactly(
                            Operation.SNAPSHOT,
                            Operation.INSERT,
                            Operation.UPDATE,
                            Operation.DELETE,
                            Operation.TRUNCATE);
            assertThat(stream.events())
                    .extracting(ChangeEvent::getId)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    /** Case A19. */
    @Test
    void aTruncateIsInItsPlaceAmongTheRowsOfAllPartitions() throws Exception {
        Instant committed = Instant.parse("2026-05-01T12:00:00Z");
        List<CompletableFuture<Published>> published = new ArrayList<>();
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(settings())) {
            for (int round = 0; round < 3; round++) {
                for (int id = 0; id < 20; id++) {
                    published.add(publisher.publish(Change.insert("web", "review", key(id), review(id, "a"))
                            .committedAt(committed)));
                }
                published.add(publisher.publish(Change.truncate("web", "review").committedAt(committed)));
            }
            publisher.flush(PATIENCE);
        }

        assertThat(published).extracting(each -> each.get().id()).isSorted().doesNotHaveDuplicates();
        assertThat(stream.messages()).extracting(Message::getSubject).hasSizeGreaterThan(60);
    }

    /** Case A19. */
    @Test
    void aRowThatWasReadEarlierNeverWinsAgainstALaterChange() throws Exception {
        Instant read = Instant.parse("2026-05-01T12:00:00.000123Z");
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(settings())) {
            long change = publisher
                    .publish(Change.insert("web", "review", key(7), review(7, "new"))
                            .committedAt(read.plusMillis(1)))
                    .get()
                    .id();
            long sameMillisecond = publisher
                    .publish(Change.insert("web", "review", key(8), review(8, "new"))
                            .committedAt(read.minusMillis(5)))
                    .get()
                    .id();
            Change snapshot =
                    Change.snapshot("web", "review", key(7), review(7, "old")).committedAt(read);

            long first = publisher.publish(snapshot).get().id();
            long again = publisher.publish(snapshot).get().id();
            long earlier = publisher
                    .publish(snapshot.committedAt(Instant.parse("2015-05-01T12:00:00Z")))
                    .get()
                    .id();

            assertThat(first).isLessThan(change).isLessThan(sameMillisecond);
            assertThat(again).isEqualTo(first);
            assertThat(earlier).isLessThan(first).isPositive();
            assertThat(publisher
                            .publish(Change.delete("web", "review", key(7)))
                            .get()
                            .id())
                    .isGreaterThan(change);
        }
        assertThat(stream.messages()).hasSize(6);
    }

    /** Case A4: the same golden file as for the converter of the source connector. */
    @Test
    void rowsAreInThePartitionsThatArePinned() throws Exception {
        Map<String, Integer> hashes = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/keys.txt"))) {
            String[] parts = line.split("\t", 3);
            hashes.put(parts[2], Integer.parseUnsignedInt(parts[1], 16));
        }
        try (ChangeEventPublisher publisher =
                ChangeEventPublisher.open(settings().withPartitions(1000))) {
            for (Row key : List.of(
                    key(5),
                    RowBuilder.of().decimal("id", new BigDecimal("5.00")).build(),
                    RowBuilder.of().text("id", "DE").build(),
                    RowBuilder.of().string("country", "DE").int32("no", 7).build())) {
                String subject = publisher
                        .publish(Change.delete("web", "review", key))
                        .get()
                        .subject();
                int hash = Objects.requireNonNull(hashes.get(CanonicalKey.text(key)));
                assertThat(subject).endsWith("." + (hash & 0x7fffffff) % 1000);
            }
        }
    }

    @Test
    void instancesThatShareASubjectNeverShareAnId() throws Exception {
        int instances = 4;
        int each = 2000;
        Instant sameTime = Instant.now();
        ExecutorService threads = Executors.newFixedThreadPool(instances);
        List<Future<?>> running = new ArrayList<>();
        for (int instance = 0; instance < instances; instance++) {
            running.add(threads.submit(() -> {
                try (ChangeEventPublisher publisher =
                        ChangeEventPublisher.open(settings().withPartitions(1))) {
                    for (int i = 0; i < each; i++) {
                        publisher.publish(Change.insert("web", "review", key(i), review(i, "same"))
                                .committedAt(sameTime));
                    }
                }
                return null;
            }));
        }
        for (Future<?> instance : running) {
            instance.get();
        }
        threads.shutdown();

        List<ChangeEvent> events = stream.events();
        assertThat(events).hasSize(instances * each);
        assertThat(events).extracting(ChangeEvent::getId).doesNotHaveDuplicates();
        Map<Integer, List<Long>> byNode =
                events.stream().map(ChangeEvent::getId).collect(Collectors.groupingBy(Snowflake::nodeOf));
        assertThat(byNode).hasSize(instances);
        assertThat(byNode.values())
                .allSatisfy(ids -> assertThat(ids).hasSize(each).isSorted());
    }

    @Test
    void aBurstSurvivesAKilledServer() throws Exception {
        int changes = 20_000;
        List<CompletableFuture<Published>> results = new ArrayList<>();
        try (ChangeEventPublisher publisher =
                ChangeEventPublisher.open(settings().withPartitions(1))) {
            for (int i = 0; i < changes; i++) {
                results.add(publisher.publish(Change.insert("web", "review", key(i), review(i, "x"))));
                if (i % 5000 == 2500) {
                    server.kill();
                    server.restart();
                }
            }
            publisher.flush(PATIENCE);
        }

        List<ChangeEvent> events = stream.events();
        assertThat(events)
                .extracting(event -> event.getKey().getColumns(0).getIntValue())
                .containsExactlyElementsOf(longs(changes));
        assertThat(events)
                .extracting(ChangeEvent::getId)
                .containsExactlyElementsOf(
                        results.stream().map(result -> result.join().id()).toList());
        assertThat(events).extracting(ChangeEvent::getId).isSorted();
    }

    @Test
    void aPublisherContinuesAboveTheIdsInTheStream() throws Exception {
        Instant now = Instant.now();
        Published first = publishOne(now);

        Published second = publishOne(now.minusSeconds(3600));

        assertThat(second.id()).isGreaterThan(first.id());
    }

    @Test
    void anEventThatIsNotAcknowledgedInTimeFails() throws Exception {
        Duration timeout = Duration.ofMillis(1500);
        try (ChangeEventPublisher publisher =
                ChangeEventPublisher.open(settings().withDeliveryTimeout(timeout))) {
            server.kill();
            CompletableFuture<Published> result =
                    publisher.publish(Change.insert("web", "review", key(1), review(1, "lost")));

            assertThatThrownBy(() -> publisher.flush(PATIENCE))
                    .isInstanceOf(PublishException.class)
                    .hasMessageContaining("cdc.reviews.web.review.")
                    .hasMessageContaining("not acknowledged within PT1.5S");
            assertThat(result).isCompletedExceptionally();
        }
        server.restart();
    }

    @Test
    void anEventThatAFullStreamRefusesFailsWithTheReason() throws Exception {
        stream.connection().jetStreamManagement().deleteStream("CDC");
        server.awaitRemoved("CDC");
        stream.create(
                StreamConfiguration.builder(StreamDefinition.withDefaults("CDC").toConfiguration())
                        .maxMessages(1)
                        .build());
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(settings())) {
            publisher
                    .publish(Change.insert("web", "review", key(1), review(1, "fits")))
                    .get();
        }
        PublisherSettings impatient = settings().withDeliveryTimeout(Duration.ofSeconds(5));
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(impatient)) {
            publisher.publish(Change.insert("web", "review", key(2), review(2, "does not")));

            assertThatThrownBy(() -> publisher.flush(PATIENCE))
                    .isInstanceOf(PublishException.class)
                    .hasMessageContaining("maximum messages exceeded");
            publisher.flush(PATIENCE);
        }
    }

    @Test
    void anInstanceThatLostItsNodeContinuesWithAnother() throws Exception {
        try (ChangeEventPublisher publisher =
                ChangeEventPublisher.open(settings().withPartitions(1))) {
            Published first =
                    publisher.publish(Change.truncate("web", "review")).get();
            stream.connection().keyValue(NodeLease.BUCKET).put("node." + Snowflake.nodeOf(first.id()), "somebody else");
            server.kill();
            server.restart();
            // This event may get its id before the publisher notices that the server was down.
            publisher.publish(Change.truncate("web", "review")).get();

            Published second =
                    publisher.publish(Change.truncate("web", "review")).get();

            assertThat(second.id()).isGreaterThan(first.id());
            assertThat(Snowflake.nodeOf(second.id())).isNotEqualTo(Snowflake.nodeOf(first.id()));
        }
    }

    @Test
    void aBadChangeIsRefusedBeforeAnythingIsSent() throws Exception {
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(settings())) {
            refuses(publisher, Change.insert("web", "review", Row.getDefaultInstance(), review(1, "")), "'key'");
            refuses(publisher, Change.insert("web", "review", nullKey(), review(1, "")), "'id' is NULL");
            refuses(publisher, Change.insert("web", "", key(1), review(1, "")), "table ''");
            refuses(publisher, Change.insert("web", "review", key(1), Row.getDefaultInstance()), "no columns");
            refuses(publisher, Change.insert("web", "review", key(1), column(Type.INT8, 1000)), "out of its range");
            refuses(publisher, Change.insert("web", "review", key(1), column(Type.TEXT, 1)), "not a STRING_VALUE");
            refuses(publisher, Change.insert("web", "review", key(1), ofUnknownType()), "type 999");
            refuses(publisher, Change.insert("web", "review", key(1), listOfUnknownType()), "'tags'");
            refuses(
                    publisher,
                    Change.delete("web", "review", key(1))
                            .committedAt(Instant.now().plusSeconds(3600)),
                    "ahead of this machine's clock");
            refuses(
                    publisher,
                    Change.insert("web", "review", key(1), review(1, "x".repeat(MAX_PAYLOAD))),
                    "more than the " + MAX_PAYLOAD + " that the server takes");
            assertThat(publisher
                            .publish(Change.delete("web", "review", key(1)))
                            .get()
                            .sequence())
                    .isEqualTo(1);
        }
    }

    @Test
    void theLargestAcceptedEventIsStored() throws Exception {
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(settings())) {
            Optional<CompletableFuture<Published>> accepted = Optional.empty();
            for (int length = MAX_PAYLOAD; accepted.isEmpty(); length--) {
                accepted = tryPublish(publisher, "x".repeat(length));
            }

            assertThat(accepted.get().get().sequence()).isEqualTo(1);
        }
    }

    @Test
    void aMissingStreamIsNamed() {
        assertThatThrownBy(() -> ChangeEventPublisher.open(settings().withStream("NONE")))
                .isInstanceOf(PublishException.class)
                .hasMessageContaining("There is no stream NONE");
    }

    @Test
    void aStreamThatForgetsMessageIdsTooSoonIsRefused() {
        assertThatThrownBy(() -> ChangeEventPublisher.open(settings().withDeliveryTimeout(Duration.ofHours(1))))
                .isInstanceOf(PublishException.class)
                .hasMessageContaining("raise its duplicate_window or lower the setting");
    }

    @Test
    void aMissingServerIsNamed() {
        server.kill();

        assertThatThrownBy(() -> ChangeEventPublisher.open(settings()))
                .isInstanceOf(PublishException.class)
                .hasMessageContaining(server.url());
        server.restart();
    }

    private Published publishOne(Instant committed) throws Exception {
        try (ChangeEventPublisher publisher = ChangeEventPublisher.open(settings())) {
            return publisher
                    .publish(Change.update("web", "review", key(1), review(1, "x"))
                            .committedAt(committed))
                    .get();
        }
    }

    private static void refuses(ChangeEventPublisher publisher, Change change, String message) {
        assertThatThrownBy(() -> publisher.publish(change))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(message);
    }

    private static Optional<CompletableFuture<Published>> tryPublish(ChangeEventPublisher publisher, String body)
            throws InterruptedException {
        try {
            return Optional.of(publisher.publish(Change.insert("web", "review", key(1), review(1, body))));
        } catch (InvalidEventException e) {
            return Optional.empty();
        }
    }

    private PublisherSettings settings() {
        return PublisherSettings.of(NatsSettings.from(Map.of(NatsSetting.SERVERS.key(), server.url())), "reviews");
    }

    private static Row key(long id) {
        return RowBuilder.of().int64("id", id).build();
    }

    private static Row nullKey() {
        return RowBuilder.of().nullOf("id", Type.INT64).build();
    }

    private static Row review(long id, String body) {
        return RowBuilder.of().int64("id", id).text("body", body).build();
    }

    private static Row column(Type type, long value) {
        return Row.newBuilder()
                .addColumns(Column.newBuilder().setName("stars").setType(type).setIntValue(value))
                .build();
    }

    private static Row ofUnknownType() {
        return Row.newBuilder()
                .addColumns(
                        Column.newBuilder().setName("stars").setTypeValue(999).setIntValue(5))
                .build();
    }

    private static Row listOfUnknownType() {
        ListValue list = ListValue.newBuilder()
                .addElements(Column.newBuilder().setTypeValue(999).setIntValue(5))
                .build();
        return RowBuilder.of().value("tags", Type.LIST, list).build();
    }

    private static List<Long> longs(int count) {
        return LongStream.range(0, count).boxed().toList();
    }
}
