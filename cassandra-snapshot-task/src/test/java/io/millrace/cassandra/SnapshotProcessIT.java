package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.millrace.cassandra.ring.TokenRange;
import io.millrace.cassandra.state.SnapshotStateStore;
import io.millrace.cassandra.state.TableProgress;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.local.CassandraServer;
import io.nats.client.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the job in a process of its own, kills it and checks what it leaves behind. */
class SnapshotProcessIT {
    private static final int ROWS = 20_000;
    private static final int ROWS_PER_SECOND = 3_000;
    /** Of a job that must not be done before the test has seen that it works. */
    private static final int SLOW = 500;

    private static final int KILLS = 10;

    private static CqlSession session;

    @TempDir
    private Path directory;

    @BeforeAll
    static void loadRows() throws Exception {
        session = Servers.session();
        session.execute("CREATE KEYSPACE proc WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        session.execute("CREATE TABLE proc.rows (p int, c int, v text, PRIMARY KEY (p, c))");
        PreparedStatement insert = session.prepare("INSERT INTO proc.rows (p, c, v) VALUES (?, ?, 'value')");
        List<CompletionStage<?>> written = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            written.add(session.executeAsync(insert.bind(i / 3, i)));
            if (written.size() == 500) {
                join(written);
            }
        }
        join(written);
    }

    @AfterAll
    static void dropKeyspace() {
        session.execute("DROP KEYSPACE proc");
        session.close();
    }

    @Test
    void killedTenTimesItMissesNoRowAndReadsNoFinishedRangeAgain() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Job job = new Job("killed", "proc.rows", directory)
                .with(SnapshotSetting.ROWS_PER_SECOND, Integer.toString(ROWS_PER_SECOND))
                .with(SnapshotSetting.LEASE_MS, "300")) {
            List<Recorded> recorded = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                long before = lastSequence(job);
                JobProcess process = JobProcess.start(job, directory);
                await().until(() -> lastSequence(job) > before || !process.runs());
                pause(random.nextInt(600));
                process.kill();
                recorded.add(new Recorded(ranges(job), lastSequence(job)));
            }
            JobProcess last = JobProcess.start(job, directory);
            assertThat(last.exitCode()).as(last.output()).isZero();

            assertThat(recorded.get(KILLS - 1).ranges())
                    .as("seed %d: something was done before", seed)
                    .isNotEmpty();
            assertNothingIsMissing(job.messages());
            List<Message> messages = job.messages();
            for (Recorded state : recorded) {
                assertNotReadAgain(messages, state, "seed " + seed);
            }
        }
    }

    @Test
    void onSigtermItRecordsItsProgressAndExitsWithFour() throws Exception {
        try (Job job = new Job("terminated", "proc.rows", directory)
                .with(SnapshotSetting.PAGE_SIZE, "100")
                .with(SnapshotSetting.ROWS_PER_SECOND, Integer.toString(SLOW))) {
            JobProcess process = JobProcess.start(job, directory);
            await().until(() -> job.messages().size() > 500);
            process.terminate();

            assertThat(process.exitCode()).as(process.output()).isEqualTo(4);
            assertThat(process.output()).contains("interrupted");
            int published = job.messages().size();
            TableProgress stopped = progress(job);
            assertThat(stopped.isComplete()).isFalse();
            assertThat(stopped.rows()).isEqualTo(published);

            assertThat(job.with(SnapshotSetting.ROWS_PER_SECOND, "0").run().exitCode())
                    .isZero();
            assertNothingIsMissing(job.messages());
            // Each reader reads again the first rows of the partition in which its page ended.
            assertThat(job.messages().size()).isBetween(ROWS, ROWS + 3 * 4);
        }
    }

    /** Of two jobs, one waits for Cassandra, and the other gives up and is run again. */
    @Test
    void noRowIsMissingAfterCassandraWasKilled() throws Exception {
        assumeThat(Servers.OWN_CASSANDRA)
                .as("a Cassandra that the test may kill")
                .isPresent();
        CassandraServer cassandra = Servers.OWN_CASSANDRA.orElseThrow();
        String driver = Files.writeString(directory.resolve("driver.conf"), """
                        datastax-java-driver {
                          basic.load-balancing-policy.local-datacenter = %s
                          advanced.reconnection-policy { base-delay = 200 milliseconds, max-delay = 1 second }
                        }
                        """.formatted(CassandraServer.DATACENTER))
                .toString();
        try (Job waiting = new Job("cassandra-waiting", "proc.rows", directory)
                        .with(SnapshotSetting.DRIVER_CONFIG, driver)
                        .with(SnapshotSetting.ROWS_PER_SECOND, Integer.toString(SLOW));
                Job giving = new Job("cassandra-giving", "proc.rows", directory)
                        .with(SnapshotSetting.DRIVER_CONFIG, driver)
                        .with(SnapshotSetting.RETRY_TIMEOUT_MS, "1000")
                        .with(SnapshotSetting.ROWS_PER_SECOND, Integer.toString(SLOW))) {
            JobProcess waits = JobProcess.start(waiting, directory);
            JobProcess givesUp = JobProcess.start(giving, directory);
            await().until(() ->
                    waiting.messages().size() > 500 && !ranges(giving).isEmpty());
            cassandra.kill();
            assertThat(givesUp.exitCode()).as(givesUp.output()).isEqualTo(3);
            Recorded recorded = new Recorded(ranges(giving), lastSequence(giving));
            assertThat(waits.runs()).as(waits.output()).isTrue();
            cassandra.restart();

            assertThat(waits.exitCode()).as(waits.output()).isZero();
            assertNothingIsMissing(waiting.messages());
            JobProcess again = JobProcess.start(giving.with(SnapshotSetting.ROWS_PER_SECOND, "0"), directory);
            assertThat(again.exitCode()).as(again.output()).isZero();
            assertNothingIsMissing(giving.messages());
            assertNotReadAgain(giving.messages(), recorded, "");
        }
    }

    @Test
    void theJarRunsOnItsOwn() throws Exception {
        Path jar = Path.of("target/cassandra-snapshot-task.jar");
        try (Job job = new Job("jar", "proc.rows", directory)) {
            JobProcess process = JobProcess.startJar(jar, job, directory);

            assertThat(process.exitCode()).as(process.output()).isZero();
            assertThat(process.output()).contains("complete: 20,000 rows").doesNotContain("SLF4J", "WARN");
        }
    }

    /** @param lastSequence the stream's last sequence when these ranges were recorded */
    private record Recorded(List<TokenRange> ranges, long lastSequence) {}

    private static void assertNothingIsMissing(List<Message> messages) throws Exception {
        Set<Long> seen = new HashSet<>();
        for (Message message : messages) {
            ChangeEvent event = ChangeEvents.parse(message.getData());
            seen.add(event.getKey().getColumns(1).getIntValue());
        }
        assertThat(seen).hasSize(ROWS);
    }

    private static void assertNotReadAgain(List<Message> messages, Recorded state, String seed) throws Exception {
        for (Message message : messages) {
            if (message.metaData().streamSequence() > state.lastSequence()) {
                long token = ChangeEvents.parse(message.getData())
                        .getSource()
                        .getCassandra()
                        .getToken();
                assertThat(state.ranges()).as(seed).noneMatch(range -> range.start() < token && token <= range.end());
            }
        }
    }

    private static TableProgress progress(Job job) throws Exception {
        return stored(job).orElseThrow();
    }

    /** None before the job has stored anything. */
    private static List<TokenRange> ranges(Job job) throws Exception {
        return stored(job).map(progress -> progress.done().ranges()).orElse(List.of());
    }

    private static Optional<TableProgress> stored(Job job) throws Exception {
        return SnapshotStateStore.peek(job.connection(), job.source(), "proc", "rows");
    }

    private static long lastSequence(Job job) throws Exception {
        return job.connection()
                .jetStreamManagement()
                .getStreamInfo("CDC")
                .getStreamState()
                .getLastSequence();
    }

    /** Waits for the random moment of the kill. */
    private static void pause(int ms) throws InterruptedException {
        new java.util.concurrent.CountDownLatch(1).await(ms, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    private static void join(List<CompletionStage<?>> written) {
        written.forEach(each -> each.toCompletableFuture().join());
        written.clear();
    }
}
