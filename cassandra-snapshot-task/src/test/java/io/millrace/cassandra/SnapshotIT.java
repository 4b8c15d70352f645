package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.internal.core.specex.NoSpeculativeExecutionPolicy;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cassandra.row.RowConverter;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.EventHeaders;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.Snowflake;
import io.millrace.local.CassandraServer;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSettings;
import io.millrace.publisher.Change;
import io.millrace.publisher.ChangeEventPublisher;
import io.millrace.publisher.PublisherSettings;
import io.nats.client.Message;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotIT {
    private static CqlSession session;

    @TempDir
    private Path directory;

    @BeforeAll
    static void createKeyspace() {
        session = Servers.session();
        session.execute("CREATE KEYSPACE snap WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
    }

    @AfterAll
    static void dropKeyspace() {
        session.execute("DROP KEYSPACE snap");
        session.close();
    }

    @Test
    void theNewestCellDeterminesTheId() throws Exception {
        session.execute("CREATE TABLE snap.times (id int PRIMARY KEY, a int, b int, s set<int>)");
        long time = Instant.parse("2026-05-01T12:00:00Z").toEpochMilli() * 1000;
        session.execute("INSERT INTO snap.times (id, a, b) VALUES (1, 1, 1) USING TIMESTAMP " + time);
        session.execute("UPDATE snap.times USING TIMESTAMP " + (time + 7) + " SET b = 2 WHERE id = 1");
        session.execute("INSERT INTO snap.times (id, a) VALUES (2, 1) USING TIMESTAMP " + time);
        session.execute("UPDATE snap.times USING TIMESTAMP " + (time + 9) + " SET s = s + {1} WHERE id = 2");
        long begin = micros(Instant.now());
        session.execute("INSERT INTO snap.times (id) VALUES (3)");
        session.execute("INSERT INTO snap.times (id, a) VALUES (4, 1) USING TIMESTAMP " + Long.MAX_VALUE / 2);

        Map<Long, ChangeEvent> events = eventsById("times");

        assertThat(commitTime(events, 1)).isEqualTo(time + 7);
        assertThat(commitTime(events, 2)).isEqualTo(time + 9);
        assertThat(Snowflake.timeOf(event(events, 1).getId())).isEqualTo(Instant.parse("2026-05-01T12:00:00Z"));
        assertThat(event(events, 2).getId()).isEqualTo(event(events, 1).getId() + 2);
        assertThat(commitTime(events, 3)).as("nothing but a key").isBetween(begin, micros(Instant.now()));
        assertThat(commitTime(events, 4)).as("a time far in the future").isEqualTo(commitTime(events, 3));
    }

    /** Cassandra 4 has no MAXWRITETIME, and no WRITETIME for a column with more than one cell. */
    @Test
    void collectionsWithoutAWriteTimeCountAsWrittenWhenTheSnapshotBegan() throws Exception {
        session.execute("CREATE TABLE snap.four (id int PRIMARY KEY, a int, s set<int>, f frozen<set<int>>)");
        session.execute("INSERT INTO snap.four (id, a, f) VALUES (1, 1, {1}) USING TIMESTAMP 2000000000000000");
        session.execute("INSERT INTO snap.four (id, a, s) VALUES (2, 1, {1}) USING TIMESTAMP 1600000000000000");
        session.execute("INSERT INTO snap.four (id, a, s) VALUES (3, 1, {1}) USING TIMESTAMP 2000000000000000");
        long started = 1_700_000_000_000_000L;
        RowConverter converter = new RowConverter(
                session.getMetadata()
                        .getKeyspace("snap")
                        .flatMap(keyspace -> keyspace.getTable("four"))
                        .orElseThrow(),
                new RowConverter.EventOptions("four", 1, started, false, () -> Long.MAX_VALUE / 2));

        assertThat(converter.select())
                .doesNotContain("MAXWRITETIME", "WRITETIME(s)")
                .contains("WRITETIME(f)");
        Map<Long, Long> times = new HashMap<>();
        for (com.datastax.oss.driver.api.core.cql.Row row :
                session.execute(session.prepare(converter.select()).bind(Long.MIN_VALUE, Long.MAX_VALUE))) {
            ChangeEvent event =
                    ChangeEvents.parse(converter.convert(row).orElseThrow().body());
            times.put(
                    event.getKey().getColumns(0).getIntValue(),
                    event.getSource().getCommitTimeUs());
        }
        assertThat(times)
                .containsEntry(1L, 2_000_000_000_000_000L)
                .containsEntry(2L, started)
                .containsEntry(3L, 2_000_000_000_000_000L);
    }

    /** Case B17. */
    @Test
    void aRowExpiresWithTheLastOfItsCells() throws Exception {
        session.execute("CREATE TYPE snap.place (street text, town text)");
        session.execute("CREATE TABLE snap.ttl (p int, id int, a int, b text, s set<int>, u place, f frozen<set<int>>,"
                + " st text static, PRIMARY KEY (p, id))");
        session.execute("INSERT INTO snap.ttl (p, st) VALUES (1, 'for ever')");
        insertTtl(1, "a, b, f", "1, 'x', {1}", 1000);
        insertTtl(2, "a", "1", 1000);
        session.execute("UPDATE snap.ttl USING TTL 2000 SET s = s + {1}, u.town = 'x' WHERE p = 1 AND id = 2");
        insertTtl(3, "a", "1", 1000);
        session.execute("UPDATE snap.ttl SET b = 'x' WHERE p = 1 AND id = 3");
        insertTtl(4, "a, s", "1, {1, 2}", 1000);
        session.execute("UPDATE snap.ttl SET s = s + {3} WHERE p = 1 AND id = 4");
        insertTtl(5, "a, u", "1, {street: 'x'}", 1000);
        session.execute("UPDATE snap.ttl SET u.town = 'x' WHERE p = 1 AND id = 5");
        session.execute("INSERT INTO snap.ttl (p, id, a) VALUES (1, 6, 1)");
        session.execute("INSERT INTO snap.ttl (p, id) VALUES (1, 7) USING TTL 1000");

        try (Job job = new Job("ttl", "snap.ttl", directory)) {
            assertThat(job.run().exitCode()).isZero();
            Map<Long, Long> secondsLeft = new HashMap<>();
            long now = Instant.now().getEpochSecond();
            for (ChangeEvent event : job.events()) {
                long expires = event.getExpiresUs() / 1_000_000;
                secondsLeft.put(event.getKey().getColumns(1).getIntValue(), expires == 0 ? 0 : expires - now);
            }
            assertThat(secondsLeft).hasSize(7);
            assertThat(secondsLeft.get(1L)).isBetween(900L, 1000L);
            assertThat(secondsLeft.get(2L)).isBetween(1900L, 2000L);
            assertThat(secondsLeft)
                    .containsEntry(3L, 0L)
                    .containsEntry(4L, 0L)
                    .containsEntry(5L, 0L)
                    .containsEntry(6L, 0L)
                    .containsEntry(7L, 0L);
        }
    }

    private static void insertTtl(int id, String columns, String values, int seconds) {
        session.execute("INSERT INTO snap.ttl (p, id, " + columns + ") VALUES (1, " + id + ", " + values
                + ") USING TTL " + seconds);
    }

    /** Case B17, and a table whose rows all do. */
    @Test
    void theEventSaysWhenCassandraDropsTheRow() throws Exception {
        session.execute("CREATE TABLE snap.soon (id int PRIMARY KEY, v int) WITH default_time_to_live = 30");
        session.execute("INSERT INTO snap.soon (id, v) VALUES (1, 1)");
        Instant written = Instant.now();

        long expires = event(eventsById("soon"), 1).getExpiresUs();

        org.awaitility.Awaitility.await()
                .until(() -> session.execute("SELECT id FROM snap.soon").one() == null);
        assertThat(expires)
                .isBetween(micros(written.plusSeconds(28)), micros(Instant.now().plusSeconds(1)));
    }

    /** Cassandra 4 has no TTL for a column with more than one cell. */
    @Test
    void aRowWhoseExpiryIsUnknownDoesNotExpire() throws Exception {
        session.execute("CREATE TABLE snap.ttl4 (id int PRIMARY KEY, a int, s set<int>)");
        session.execute("INSERT INTO snap.ttl4 (id, a, s) VALUES (1, 1, {1}) USING TTL 1000");
        session.execute("INSERT INTO snap.ttl4 (id, a) VALUES (2, 1) USING TTL 1000");
        RowConverter converter = new RowConverter(
                session.getMetadata()
                        .getKeyspace("snap")
                        .flatMap(keyspace -> keyspace.getTable("ttl4"))
                        .orElseThrow(),
                new RowConverter.EventOptions("ttl4", 1, 1, false, () -> Long.MAX_VALUE / 2));
        assertThat(converter.select()).contains("TTL(a)").doesNotContain("TTL(s)");
        Map<Long, Boolean> expire = new HashMap<>();
        for (com.datastax.oss.driver.api.core.cql.Row row :
                session.execute(session.prepare(converter.select()).bind(Long.MIN_VALUE, Long.MAX_VALUE))) {
            ChangeEvent event =
                    ChangeEvents.parse(converter.convert(row).orElseThrow().body());
            expire.put(event.getKey().getColumns(0).getIntValue(), event.getExpiresUs() != 0);
        }
        assertThat(expire).containsEntry(1L, false).containsEntry(2L, true);
    }

    @Test
    void theEventFollowsTheContract() throws Exception {
        session.execute("CREATE TABLE snap.\"OddName\" (id bigint PRIMARY KEY, \"V\" text)");
        session.execute("INSERT INTO snap.\"OddName\" (id, \"V\") VALUES (5, 'x')");

        try (Job job = new Job("odd name.1", "snap.Odd*", directory)) {
            assertThat(job.run().exitCode()).isZero();
            Message message = job.messages().get(0);
            ChangeEvent event = ChangeEvents.parse(message.getData());

            assertThat(message.getSubject()).startsWith("cdc.odd%20name%2E1.snap.OddName.");
            assertThat(message.getHeaders().keySet()).containsExactly(EventHeaders.MESSAGE_ID);
            assertThat(message.getHeaders().getFirst(EventHeaders.MESSAGE_ID)).hasSize(22);
            assertThat(event.getOperation()).isEqualTo(Operation.SNAPSHOT);
            assertThat(event.getSource().getConnector()).isEqualTo("cassandra");
            assertThat(event.getSource().getName()).isEqualTo("odd name.1");
            assertThat(event.getSource().getSnapshot()).isTrue();
            assertThat(event.getSource().getCassandra().getToken())
                    .isEqualTo(session.execute("SELECT token(id) FROM snap.\"OddName\"")
                            .one()
                            .getLong(0));
        }
    }

    /** As an audit reads them. */
    @Test
    void rowsAreFoundByTheirKeysAsTheSnapshotReadsThem() throws Exception {
        session.execute("CREATE TABLE snap.found (a text, b int, v int, PRIMARY KEY (a, b))");
        session.execute("INSERT INTO snap.found (a, b, v) VALUES ('x', 1, 10) USING TTL 1000");
        session.execute("INSERT INTO snap.found (a, b, v) VALUES ('x', 2, 20)");
        Path configuration = Files.writeString(
                directory.resolve("snapshot.properties"),
                "source.name=found\ntables=snap.found\ncontact.points=" + Servers.CASSANDRA + "\nnats.servers="
                        + Servers.NATS.url() + "\n");
        try (Job job = new Job("found", "snap.found", directory)) {
            assertThat(job.run().exitCode()).isZero();
            List<ChangeEvent> published = job.events();
            try (NatsSession nats = NatsSession.reconnecting(
                            NatsSettings.from(Map.of("nats.servers", Servers.NATS.url())),
                            "found",
                            (text, cause) -> {});
                    CassandraSource source = CassandraSource.open(configuration, Map.of(), nats)) {
                TableReader reader = source.open(source.tables().get(0));
                Row absent = RowBuilder.of().string("a", "x").int32("b", 3).build();

                List<ChangeEvent> found = reader.find(List.of(
                        published.get(0).getKey(), absent, published.get(1).getKey()));

                assertThat(found).hasSize(2);
                assertThat(found)
                        .usingElementComparator(Comparator.comparing(event ->
                                event.toBuilder().clearExpiresUs().build().toString()))
                        .containsExactlyElementsOf(published);
            }
        }
    }

    /** The job computes it itself. */
    @Test
    void theTokenIsThatOfCassandra() throws Exception {
        session.execute("CREATE TABLE snap.token1 (id blob PRIMARY KEY, v int)");
        session.execute("CREATE TABLE snap.token2 (a text, b blob, c int, PRIMARY KEY ((a, b), c))");
        byte[] key = new byte[40];
        for (int length = 1; length < key.length; length++) {
            key[length - 1] = (byte) (length * 37);
            ByteBuffer id = ByteBuffer.wrap(Arrays.copyOf(key, length));
            session.execute("INSERT INTO snap.token1 (id, v) VALUES (?, 1)", id);
            session.execute("INSERT INTO snap.token2 (a, b, c) VALUES (?, ?, 1)", "ü".repeat(length % 5), id);
        }

        assertThat(tokens("token1")).hasSize(39).hasSameElementsAs(tokens("id", "token1"));
        assertThat(tokens("token2")).hasSize(39).hasSameElementsAs(tokens("a, b", "token2"));
    }

    private Set<Long> tokens(String table) throws Exception {
        try (Job job = new Job(table, "snap." + table, directory)) {
            assertThat(job.run().exitCode()).isZero();
            return job.events().stream()
                    .map(event -> event.getSource().getCassandra().getToken())
                    .collect(Collectors.toSet());
        }
    }

    private static Set<Long> tokens(String key, String table) {
        return session.execute("SELECT token(" + key + ") FROM snap." + table).all().stream()
                .map(row -> row.getLong(0))
                .collect(Collectors.toSet());
    }

    @Test
    void anApplicationsEventsAreInTheSamePartitionsAsTheRows() throws Exception {
        session.execute("CREATE TABLE snap.orders (shop text, id int, v int, PRIMARY KEY (shop, id))");
        PublisherSettings settings =
                PublisherSettings.of(NatsSettings.from(Map.of("nats.servers", Servers.NATS.url())), "meeting");
        try (Job job = new Job("meeting", "snap.orders", directory);
                ChangeEventPublisher publisher = ChangeEventPublisher.open(settings)) {
            for (int id = 0; id < 50; id++) {
                session.execute("INSERT INTO snap.orders (shop, id, v) VALUES (?, ?, ?)", "shop" + id % 7, id, id);
                Row key = RowBuilder.of()
                        .string("shop", "shop" + id % 7)
                        .int32("id", id)
                        .build();
                Row row = RowBuilder.of()
                        .string("shop", "shop" + id % 7)
                        .int32("id", id)
                        .int32("v", id)
                        .build();
                publisher.publish(Change.insert("snap", "orders", key, row));
            }
            publisher.flush(Duration.ofMinutes(5));
            assertThat(job.run().exitCode()).isZero();

            Map<Row, Message> published = new HashMap<>();
            int snapshots = 0;
            for (Message message : job.messages()) {
                ChangeEvent event = ChangeEvents.parse(message.getData());
                Message first = published.putIfAbsent(event.getKey(), message);
                if (first != null) {
                    ChangeEvent application = ChangeEvents.parse(first.getData());
                    snapshots++;
                    assertThat(event.getOperation()).isEqualTo(Operation.SNAPSHOT);
                    assertThat(message.getSubject()).isEqualTo(first.getSubject());
                    assertThat(event.getAfter()).isEqualTo(application.getAfter());
                    assertThat(application.getId()).isGreaterThan(event.getId());
                }
            }
            assertThat(snapshots).isEqualTo(50);
        }
    }

    @Test
    void aRunAfterACompleteOneReadsNothingUnlessRestarted() throws Exception {
        session.execute("CREATE TABLE snap.again (id int PRIMARY KEY, v int)");
        session.execute("INSERT INTO snap.again (id, v) VALUES (1, 1)");
        try (Job job = new Job("again", "snap.again", directory)) {
            assertThat(job.run().exitCode()).isZero();
            session.execute("INSERT INTO snap.again (id, v) VALUES (1, 2)");
            assertThat(job.run().exitCode()).isZero();
            assertThat(job.events()).hasSize(1);
            assertThat(job.run("--dry-run").out()).contains("snap.again: 0 ranges to read");
            assertThat(job.run("--dry-run", "--restart").out()).doesNotContain("snap.again: 0 ranges");

            assertThat(job.run("--restart").exitCode()).isZero();
            assertThat(job.events()).hasSize(2);
        }
    }

    /** Case A20: at once, while the stream still remembers the message ids of the first run. */
    @Test
    void everyRowIsInAStreamThatWasPurgedAfterARestart() throws Exception {
        session.execute("CREATE TABLE snap.purged (id int PRIMARY KEY, v int)");
        for (int id = 0; id < 20; id++) {
            session.execute("INSERT INTO snap.purged (id, v) VALUES (" + id + ", 1)");
        }
        try (Job job = new Job("purged", "snap.purged", directory)) {
            assertThat(job.run().exitCode()).isZero();
            List<ChangeEvent> before = job.events();
            job.purge();

            assertThat(job.run("--restart").exitCode()).isZero();

            assertThat(job.events()).hasSize(20).containsExactlyInAnyOrderElementsOf(before);
        }
    }

    /** Case B18: a time before 2020, and times that an application gave in milliseconds. */
    @Test
    void aLaterWriteIsNewerWheneverItWas() throws Exception {
        session.execute("CREATE TABLE snap.old (id int PRIMARY KEY, v int)");
        try (Job job = new Job("old", "snap.old", directory)) {
            long last = 0;
            for (long micros :
                    List.of(1_500_000_000_000L, 1_500_000_000_001L, 1_546_300_800_000_000L, 1_546_300_800_000_001L)) {
                session.execute("INSERT INTO snap.old (id, v) VALUES (1, 1) USING TIMESTAMP " + micros);
                assertThat(job.run("--restart").exitCode()).isZero();

                List<ChangeEvent> events = job.events();
                ChangeEvent newest = events.get(events.size() - 1);
                assertThat(newest.getSource().getCommitTimeUs()).isEqualTo(micros);
                assertThat(newest.getId()).isGreaterThan(last);
                last = newest.getId();
            }
        }
    }

    @Test
    void aRecreatedTableIsReadAgain() throws Exception {
        session.execute("CREATE TABLE snap.anew (id int PRIMARY KEY, v int)");
        session.execute("INSERT INTO snap.anew (id, v) VALUES (1, 1)");
        try (Job job = new Job("anew", "snap.anew", directory)) {
            assertThat(job.run().exitCode()).isZero();
            session.execute("DROP TABLE snap.anew");
            session.execute("CREATE TABLE snap.anew (id int PRIMARY KEY, v int)");
            session.execute("INSERT INTO snap.anew (id, v) VALUES (2, 1)");
            assertThat(job.run().exitCode()).isZero();

            assertThat(job.events()).hasSize(2);
        }
    }

    @Test
    void rowsThatCannotBeEventsAreRecordedAndTheRestArrives() throws Exception {
        session.execute("CREATE TABLE snap.bad (id int PRIMARY KEY, t timestamp, b blob)");
        session.execute("INSERT INTO snap.bad (id, t) VALUES (1, " + Long.MAX_VALUE + ")");
        session.execute("INSERT INTO snap.bad (id, b) VALUES (2, ?)", java.nio.ByteBuffer.allocate(10 << 20));
        session.execute("INSERT INTO snap.bad (id) VALUES (3)");
        Path summary = directory.resolve("summary.json");
        try (Job job = new Job("bad", "snap.bad", directory).with(SnapshotSetting.SUMMARY_FILE, summary.toString())) {
            Job.Result result = job.run();

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(job.events()).hasSize(1);
            assertThat(Files.readAllLines(job.deadLetters()))
                    .hasSize(2)
                    .anySatisfy(line -> assertThat(line)
                            .contains("\"table\":\"snap.bad\"", "\"key\":\"id=1\"", "column t: the timestamp"))
                    .anySatisfy(line -> assertThat(line).contains("\"key\":\"id=2\"", "max_payload"));
            JsonNode json = new ObjectMapper().readTree(summary.toFile());
            assertThat(json.path("rejected").asInt()).isEqualTo(2);
            assertThat(json.path("tables").path(0).path("rows").asInt()).isEqualTo(1);
            assertThat(job.run().exitCode())
                    .as("also when nothing is left to do")
                    .isEqualTo(1);
        }
    }

    @Test
    void deadLettersGoToAStreamToo() throws Exception {
        session.execute("CREATE TABLE snap.dead (id int PRIMARY KEY, t timestamp)");
        session.execute("INSERT INTO snap.dead (id, t) VALUES (1, " + Long.MIN_VALUE + ")");
        try (Job job =
                new Job("dead", "snap.dead", directory).with(SnapshotSetting.DEAD_LETTER_SUBJECT, "cdc.dead.letters")) {
            assertThat(job.run().exitCode()).isEqualTo(1);

            assertThat(job.messages()).hasSize(1);
            assertThat(new String(job.messages().get(0).getData(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(Files.readString(job.deadLetters()).strip());
        }
    }

    @Test
    void everyRowIsReadInPagesAndRanges() throws Exception {
        session.execute("CREATE TABLE snap.pages (p int, c int, v text, PRIMARY KEY (p, c))");
        Set<List<Integer>> written = new HashSet<>();
        for (int i = 0; i < 400; i++) {
            session.execute("INSERT INTO snap.pages (p, c, v) VALUES (?, ?, 'v')", i % 23, i);
            written.add(List.of(i % 23, i));
        }
        try (Job job = new Job("pages", "snap.pages", directory).with(SnapshotSetting.PAGE_SIZE, "7")) {
            assertThat(job.run().exitCode()).isZero();

            assertThat(job.events())
                    .extracting(
                            event -> List.of((int) event.getKey().getColumns(0).getIntValue(), (int)
                                    event.getKey().getColumns(1).getIntValue()))
                    .hasSize(400)
                    .containsExactlyInAnyOrderElementsOf(written);
        }
    }

    @Test
    void eachRangeIsReadFromItsReplicasWithoutSpeculation() throws Exception {
        session.execute("CREATE TABLE snap.routed (id int PRIMARY KEY)");
        for (int id = 0; id < 50; id++) {
            session.execute("INSERT INTO snap.routed (id) VALUES (?)", id);
        }
        Path driver = Files.writeString(directory.resolve("driver.conf"), """
                datastax-java-driver {
                  basic.load-balancing-policy.local-datacenter = %s
                  advanced.request-tracker.classes = [%s]
                  advanced.speculative-execution-policy {
                    class = ConstantSpeculativeExecutionPolicy
                    max-executions = 3
                    delay = 1 milliseconds
                  }
                }
                """.formatted(
                        CassandraServer.DATACENTER, RequestLog.class.getName()));
        try (Job job =
                new Job("routed", "snap.routed", directory).with(SnapshotSetting.DRIVER_CONFIG, driver.toString())) {
            Job.Result result = job.run();

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(job.events()).hasSize(50);
        }
        TokenMap tokens = session.getMetadata().getTokenMap().orElseThrow();
        List<BoundStatement> reads = RequestLog.statements("routed");
        assertThat(reads).hasSizeGreaterThanOrEqualTo(16).allSatisfy(read -> {
            assertThat(tokens.format(java.util.Objects.requireNonNull(read.getRoutingToken())))
                    .as("the token that determines which node is asked for the rows up to the second value")
                    .isEqualTo(Long.toString(read.getLong(1)));
            assertThat(read.getLong(0)).isLessThan(read.getLong(1));
        });
        assertThat(RequestLog.speculativeExecutionPolicy()).isInstanceOf(NoSpeculativeExecutionPolicy.class);
    }

    @Test
    void aStoppedJobKeepsItsProgress() throws Exception {
        session.execute("CREATE TABLE snap.stopped (id int PRIMARY KEY)");
        StopSignal stop = new StopSignal();
        stop.interrupt();
        try (Job job = new Job("stopped", "snap.stopped", directory)) {
            Job.Result result = job.run(stop);

            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(result.out()).contains("incomplete", "interrupted");
            assertThat(job.run().exitCode()).isZero();
        }
    }

    @Test
    void aSecondInstanceDoesNothingWhileTheFirstIsWorking() throws Exception {
        session.execute("CREATE TABLE snap.lease (id int PRIMARY KEY)");
        for (int id = 0; id < 100; id++) {
            session.execute("INSERT INTO snap.lease (id) VALUES (?)", id);
        }
        StopSignal stop = new StopSignal();
        // Renewed three times in this time, however busy the machine is.
        String lease = "10000";
        try (Job first = new Job("lease", "snap.lease", directory)
                        .with(SnapshotSetting.ROWS_PER_SECOND, "1")
                        .with(SnapshotSetting.LEASE_MS, lease);
                Job second = new Job("lease", "snap.lease", directory).with(SnapshotSetting.LEASE_MS, lease)) {
            Thread running = new Thread(() -> first.run(stop));
            running.start();
            org.awaitility.Awaitility.await().until(() -> !first.messages().isEmpty());

            Job.Result result = second.run();

            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("Another instance");
            stop.interrupt();
            running.join();
            assertThat(second.run().exitCode()).isZero();
            assertThat(second.events().stream().map(ChangeEvent::getKey).distinct())
                    .hasSize(100);
        }
    }

    @Test
    void aStreamThatWasDownForAWhileReceivesEveryRow() throws Exception {
        session.execute("CREATE TABLE snap.away (id int PRIMARY KEY, v int)");
        for (int id = 0; id < 600; id++) {
            session.execute("INSERT INTO snap.away (id, v) VALUES (?, 1)", id);
        }
        try (Job job = new Job("away", "snap.away", directory).with(SnapshotSetting.ROWS_PER_SECOND, "200")) {
            CompletableFuture<Job.Result> running = CompletableFuture.supplyAsync(job::run);
            org.awaitility.Awaitility.await().until(() -> job.messages().size() > 50);
            Servers.NATS.kill();
            Servers.NATS.restart();

            Job.Result result = running.get(5, TimeUnit.MINUTES);
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        try (Job reader = new Job("away", "snap.away", directory)) {
            assertThat(reader.events().stream().map(ChangeEvent::getKey).distinct())
                    .hasSize(600);
        }
    }

    @Test
    void configurationFaultsAreReportedBeforeAnythingIsRead() throws Exception {
        try (Job job = new Job("config", "snap.no_such_table", directory)) {
            assertThat(job.run().exitCode()).isEqualTo(2);
            assertThat(job.run().err()).contains("no table of the cluster matches");
            assertThat(job.run("--no-such-option").exitCode()).isEqualTo(2);
            assertThat(job.with(SnapshotSetting.STREAM, "NOWHERE").run().err()).contains("There is no stream NOWHERE");
            assertThat(job.with(SnapshotSetting.PAGE_SIZE, "x").run().exitCode())
                    .isEqualTo(2);
            assertThat(job.run("--help").exitCode()).isZero();
        }
    }

    private Map<Long, ChangeEvent> eventsById(String table) throws Exception {
        try (Job job = new Job(table, "snap." + table, directory)) {
            assertThat(job.run().exitCode()).isZero();
            Map<Long, ChangeEvent> events = new HashMap<>();
            job.events()
                    .forEach(event -> events.put(event.getKey().getColumns(0).getIntValue(), event));
            return events;
        }
    }

    private static long commitTime(Map<Long, ChangeEvent> events, long id) {
        return event(events, id).getSource().getCommitTimeUs();
    }

    private static ChangeEvent event(Map<Long, ChangeEvent> events, long id) {
        return java.util.Objects.requireNonNull(events.get(id));
    }

    private static long micros(Instant instant) {
        return java.time.temporal.ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
