package io.millrace.manticore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.event.SourceTable;
import io.millrace.local.ManticoreServer;
import io.millrace.local.NatsServer;
import io.millrace.manticore.index.TableSwitch;
import io.millrace.manticore.rebuild.RebuildException;
import io.millrace.manticore.rebuild.TableRebuilder;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.nats.NatsQuestions;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rebuilds tables while tasks write to them and searches read them. */
final class RebuildIT {
    private static final String TARGET = Events.TABLE + "_rebuilt";
    private static final String SHADOW = TableRebuilder.shadowOf(TARGET);
    private static final SourceTable SOURCE = new SourceTable("test", "shop", TARGET);

    @TempDir
    static Path directory;

    static NatsServer nats;
    static ManticoreServer manticore;
    static Connection connection;

    private final Direct questions = new Direct();
    private final TableRegistry registry = new TableRegistry(questions, "CDC", "sink", List.of("http://search"));
    private Searchd searchd;
    private RebuiltTable table;
    private ManticoreClient client;

    @BeforeAll
    static void startServers() throws Exception {
        nats = NatsServer.start(directory.resolve("nats"));
        manticore = ManticoreServer.start(directory.resolve("manticore"));
        connection = NatsServer.connect(nats.url());
    }

    @AfterAll
    static void stopServers() throws Exception {
        connection.close();
        nats.close();
        manticore.close();
    }

    @BeforeEach
    void makeStream() throws Exception {
        searchd = new Searchd(manticore.url());
        client = new ManticoreClient(ManticoreSettings.of(URI.create(manticore.url())));
        List.of(TARGET, SHADOW).forEach(searchd::forget);
        TestStream.create(connection);
        table = new RebuiltTable(connection, SOURCE, searchd);
        for (int id = 1; id <= 50; id++) {
            table.put(id, Integer.toString(id));
        }
    }

    @AfterEach
    void dropStream() throws Exception {
        client.close();
        List.of(TARGET, SHADOW).forEach(searchd::forget);
        TestStream.drop(nats, connection);
    }

    /** The issue's own: 50 switches under load, each with another type of a column, and tasks that are restarted. */
    @Test
    void searchesSeeNoErrorAndNoEmptyTableDuringFiftySwitches() throws Exception {
        Random random = new Random(13);
        try (Tasks tasks = new Tasks();
                Background writer = new Background(() -> table.changeSome(random))) {
            awaitEqual();
            AtomicInteger searches = new AtomicInteger();
            try (Background searcher = new Background(() -> {
                JsonNode answer = searchd.sql("SELECT COUNT(*) AS n FROM " + TARGET + " WHERE id<=20");
                if (answer.at("/0/data/0/n").asInt() != 20) {
                    throw new AssertionError("A search found " + answer);
                }
                searches.incrementAndGet();
            })) {
                for (int round = 0; round < 50; round++) {
                    int before = searches.get();
                    rebuild(round % 2 == 0 ? "(size bigint, *)" : "(size string, *)");
                    if (round % 10 == 9) {
                        tasks.restart();
                    }
                    writer.requireNoFailure();
                    await().until(() -> {
                        searcher.requireNoFailure();
                        return searches.get() > before + 20;
                    });
                    awaitEqual();
                }
            }
        }
        assertThat(searchd.sql("DESC " + SHADOW).path("error").asText()).isNotEmpty();
    }

    /** The command is killed before or after each of its changes of the registry; Manticore too, every other time. */
    @Test
    void aRebuildContinuesWhereverItWasInterrupted() throws Exception {
        Random random = new Random(14);
        try (Tasks tasks = new Tasks();
                Background writer = new Background(() -> table.changeSome(random))) {
            awaitEqual();
            boolean interrupted = true;
            for (int step = 0; interrupted; step++) {
                questions.interruptAfter = step;
                String mapping = step % 2 == 0 ? "(size bigint, *)" : "(size string, *)";
                try {
                    rebuild(mapping);
                    interrupted = false;
                } catch (IllegalStateException killed) {
                    assertThat(killed).hasMessage("killed");
                    if (step % 2 == 1) {
                        manticore.kill();
                        manticore.restart();
                        client.close();
                        client = new ManticoreClient(ManticoreSettings.of(URI.create(manticore.url())));
                    }
                    if (step % 3 == 1) {
                        tasks.restart();
                    }
                }
                questions.interruptAfter = Integer.MAX_VALUE;
                if (interrupted) {
                    rebuild(mapping);
                }
                writer.requireNoFailure();
                awaitEqual();
                assertThat(registry.find(SOURCE).orElseThrow().hasRebuild())
                        .as("after step " + step)
                        .isFalse();
            }
        }
    }

    @Test
    void anAbortedRebuildLeavesEverythingAsItWasWheneverItIsAborted() throws Exception {
        Random random = new Random(15);
        try (Tasks tasks = new Tasks();
                Background writer = new Background(() -> table.changeSome(random))) {
            awaitEqual();
            String before = searchd.sql("SHOW CREATE TABLE " + TARGET).toString();
            int aborted = 0;
            for (int step = 1; ; step++) {
                questions.interruptAfter = step;
                try {
                    rebuild("(size bigint, *)");
                    questions.interruptAfter = Integer.MAX_VALUE;
                    break;
                } catch (IllegalStateException killed) {
                    questions.interruptAfter = Integer.MAX_VALUE;
                }
                try {
                    rebuilder().abort(SOURCE);
                } catch (RebuildException switched) {
                    assertThat(switched.getMessage()).containsAnyOf("has the new rows already", "is under way");
                    rebuilder().run(SOURCE);
                    awaitEqual();
                    break;
                }
                aborted++;
                awaitEqual();
                TableEntry entry = registry.find(SOURCE).orElseThrow();
                assertThat(entry.hasRebuild()).isFalse();
                assertThat(entry.getState()).isEqualTo(TableState.ACTIVE);
                await().untilAsserted(() -> assertThat(
                                registry.find(SOURCE).orElseThrow().getPassedOverList())
                        .isEmpty());
                assertThat(searchd.sql("SHOW CREATE TABLE " + TARGET).toString())
                        .isEqualTo(before);
                assertThat(searchd.sql("DESC " + SHADOW).path("error").asText()).isNotEmpty();
            }
            writer.requireNoFailure();
            assertThat(aborted).isGreaterThan(4);
        }
    }

    /** Another mapping that a row does not fit is told; the live table goes on. */
    @Test
    void aMappingThatDoesNotFitEndsTheRebuildAndNothingElse() throws Exception {
        try (Tasks tasks = new Tasks()) {
            awaitEqual();
            table.put(7, "seven");
            assertThatThrownBy(() -> rebuild("(id as id, size as size multi, *)"))
                    .isInstanceOf(RebuildException.class)
                    .hasMessageContaining("cannot go on", "--abort");
            rebuilder().abort(SOURCE);
            table.put(8, "eight");
            awaitEqual();
        }
    }

    @Test
    void aTruncationGoesToBothTables() throws Exception {
        try (Tasks tasks = new Tasks()) {
            awaitEqual();
            rebuilder().begin(SOURCE, "(size bigint, *)", "", true);
            table.truncate();
            table.put(3, "33");
            rebuilder().run(SOURCE);
            awaitEqual();
        }
    }

    /** A table that is set aside since its column was changed in Manticore comes back without a gap. */
    @Test
    void aTableThatIsSetAsideIsActiveAfterwards() throws Exception {
        try (Tasks tasks = new Tasks()) {
            awaitEqual();
        }
        searchd.sql("ALTER TABLE " + TARGET + " DROP COLUMN size");
        searchd.sql("ALTER TABLE " + TARGET + " ADD COLUMN size multi");
        try (Tasks tasks = new Tasks()) {
            table.put(60, "sixty");
            table.delete(5);
            await().until(() -> registry.find(SOURCE).orElseThrow().getState() == TableState.SET_ASIDE);
            rebuild("");
            table.put(61, "sixty-one");
            awaitEqual();
        }
        TableEntry entry = registry.find(SOURCE).orElseThrow();
        assertThat(entry.getState()).isEqualTo(TableState.ACTIVE);
        assertThat(entry.getPassedOverList()).isEmpty();
        assertThat(table.rows()).containsEntry(60, "sixty").doesNotContainKey(5);
    }

    private void rebuild(String mapping) throws Exception {
        rebuilder().begin(SOURCE, mapping, "", true);
        rebuilder().run(SOURCE);
    }

    private TableRebuilder rebuilder() {
        return new TableRebuilder(
                new TableRegistry(questions, "CDC", "sink", List.of("http://search")),
                new TableSwitch(client),
                table,
                Duration.ofMinutes(5),
                Clock.systemUTC());
    }

    /** Now and then, since rows change meanwhile. */
    private void awaitEqual() throws Exception {
        await().atMost(Duration.ofMinutes(5))
                .pollDelay(Duration.ZERO)
                .ignoreExceptions()
                .untilAsserted(() -> {
                    synchronized (table) {
                        table.awaitApplied();
                        assertThat(table.indexed(TARGET)).isEqualTo(table.rows());
                    }
                });
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Does something again and again, until it is closed or fails. */
    private static final class Background implements AutoCloseable {
        /** Hundreds of times a second are load enough, and leave processor time to what is under load. */
        private static final Duration PAUSE = Duration.ofMillis(1);

        private final AtomicBoolean stopped = new AtomicBoolean();
        private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private final Thread thread;

        Background(Work work) {
            thread = new Thread(() -> {
                try {
                    while (!stopped.get()) {
                        work.run();
                        LockSupport.parkNanos(PAUSE.toNanos());
                    }
                } catch (Exception | AssertionError e) {
                    failures.add(e);
                }
            });
            thread.start();
        }

        void requireNoFailure() {
            assertThat(failures).isEmpty();
        }

        @Override
        public void close() throws InterruptedException {
            stopped.set(true);
            thread.join();
            requireNoFailure();
        }
    }

    /** Two tasks of two partitions each, on threads of their own. */
    private static final class Tasks implements AutoCloseable {
        private final List<SinkTasks> tasks = new ArrayList<>();
        private final List<Background> threads = new ArrayList<>();

        Tasks() {
            start();
        }

        private void start() {
            for (String partitions : List.of("0,1", "2,3")) {
                SinkTasks task = new SinkTasks(properties(), partitions);
                tasks.add(task);
                threads.add(new Background(task::poll));
            }
        }

        void restart() throws Exception {
            close();
            start();
        }

        @Override
        public void close() throws Exception {
            for (Background thread : threads) {
                thread.close();
            }
            threads.clear();
            tasks.forEach(SinkTasks::close);
            tasks.clear();
        }
    }

    private static Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("name", "sink");
        properties.put("nats.servers", nats.url());
        properties.put("manticore.urls", manticore.url());
        properties.put("ack.delay.ms", "50");
        properties.put("retry.backoff.ms", "20");
        properties.put("errors.tolerance", "all");
        properties.put("dead.letter.topic", "dead");
        return properties;
    }

    /** Asks NATS, and throws as if the process were killed before or after one of its changes. */
    private static final class Direct implements NatsQuestions {
        private int interruptAfter = Integer.MAX_VALUE;

        @Override
        public <T> T ask(String what, Question<T> question) {
            try {
                boolean changes = what.startsWith("to update");
                if (changes) {
                    interrupt();
                }
                T answer = question.ask(connection);
                if (changes) {
                    interrupt();
                }
                return answer;
            } catch (IOException | JetStreamApiException | InterruptedException e) {
                throw new IllegalStateException(what, e);
            }
        }

        private void interrupt() {
            if (interruptAfter-- == 0) {
                throw new IllegalStateException("killed");
            }
        }
    }
}
