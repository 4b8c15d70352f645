package io.millrace.manticore.pipeline;

import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.manticore.Events;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.index.BatchResult;
import io.millrace.manticore.mapping.EventMapper;
import io.millrace.manticore.mapping.EveryTable;
import io.millrace.manticore.mapping.NoTables;
import io.millrace.manticore.mapping.PlannedTables;
import io.millrace.manticore.registry.TableStates;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreProcess;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.manticore.stream.DeliverFrom;
import io.millrace.manticore.stream.FakePartition;
import io.millrace.manticore.stream.Mailbox;
import io.millrace.manticore.stream.StreamSettings;
import io.millrace.nats.NatsSettings;
import io.millrace.pace.RateLimit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop over one partition, with a stream and an index in memory. A wait ends only when the mailbox or a due time ends it. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class PartitionPipelineTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final ManticoreSettings MANTICORE = ManticoreSettings.of(URI.create("http://search:9308"));

    private final Mailbox mailbox = new Mailbox();
    private final FakePartition partition = new FakePartition(mailbox);
    private final FakeIndex index = new FakeIndex();
    private final FakeReadBack readBack = new FakeReadBack();
    private final ReadBackThread readBackThread = new ReadBackThread(readBack, mailbox);
    private final List<String> marked = new ArrayList<>();
    private final ManticoreClient unused = new ManticoreClient(MANTICORE);
    private final States states = new States();
    private final Counts counts = new Counts();
    private final List<Output> out = new ArrayList<>();
    private PartitionPipeline pipeline = pipeline(2, true);

    @AfterEach
    void close() {
        index.allowWrites(1000);
        readBack.allowAnswers();
        unused.close();
        pipeline.close();
        readBackThread.close();
    }

    @Test
    void eventsAreWrittenThenAcknowledged() throws InterruptedException {
        publish(1, 2);
        runUntil(() -> !partition.acknowledged().isEmpty());
        assertThat(index.batches()).containsExactly(List.of(1L, 2L));
        assertThat(partition.acknowledged()).containsExactly(2L);
        assertThat(out).containsExactly(new Output.Receipt(0, 2, 2));
        assertThat(counts.wrote).isEqualTo(1);
    }

    @Test
    void nextBatchIsMappedWhileOneIsWrittenAndNoMoreThanOne() throws InterruptedException {
        index.holdWrites();
        publish(1, 2, 3, 4, 5, 6, 7);
        step();
        step();
        step();
        // Two batches are handed in, the third is collected, and the thread waits for no event but for the writer.
        assertThat(partition.pending()).isEqualTo(1);
        assertThat(pipeline.idleNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(partition.thresholds()).last().isEqualTo(Integer.MAX_VALUE);
        index.allowWrites(1);
        runUntil(() -> counts.wrote == 1);
        assertThat(index.batches()).containsExactly(List.of(1L, 2L));
        index.allowWrites(3);
        publish(8);
        runUntil(() -> partition.acknowledged().contains(8L));
        assertThat(index.batches()).containsExactly(List.of(1L, 2L), List.of(3L, 4L), List.of(5L, 6L), List.of(7L, 8L));
    }

    @Test
    void threadIsWokenForTheFirstEventAndForTheOneThatFillsTheBatch() throws InterruptedException {
        pipeline.close();
        pipeline = pipeline(5, LONG, true);
        step();
        pipeline.idleNanos();
        assertThat(partition.thresholds()).last().isEqualTo(1);
        publish(1);
        runUntil(() -> partition.acknowledged().contains(1L));
        publish(2, 3);
        step();
        pipeline.idleNanos();
        assertThat(partition.thresholds()).last().isEqualTo(3);
    }

    @Test
    void eventThatComesAloneIsWrittenAtOnceAndThoseAfterItTogether() throws InterruptedException {
        pipeline.close();
        pipeline = pipeline(3, LONG, true);
        publish(1);
        runUntil(() -> partition.acknowledged().contains(1L));
        publish(2);
        step();
        publish(3);
        step();
        assertThat(index.batches()).containsExactly(List.of(1L));
        publish(4);
        runUntil(() -> partition.acknowledged().contains(4L));
        assertThat(index.batches()).containsExactly(List.of(1L), List.of(2L, 3L, 4L));
    }

    @Test
    void tableThatCannotBeWrittenIsSetAsideAndTheRestReadAgain() throws InterruptedException {
        index.refuseOnce(new TableFaultException("products", "Table products is of type distributed"));
        publish(1, 2);
        runUntil(() -> partition.acknowledged().contains(2L));
        assertThat(states.setAside).containsExactly("products");
        assertThat(partition.openings()).isEqualTo(2);
    }

    @Test
    void failedWriteIsReadAgainFromTheLastAcknowledgedEvent() throws InterruptedException {
        publish(1, 2);
        runUntil(() -> partition.acknowledged().contains(2L));
        index.failOnce("http://search:9308 did not answer");
        publish(3, 4, 5, 6);
        runUntil(() -> partition.acknowledged().contains(6L));
        assertThat(index.batches()).containsExactly(List.of(1L, 2L), List.of(3L, 4L), List.of(5L, 6L));
        assertThat(counts.startedOver).isEqualTo(1);
    }

    /** Its result says nothing about the events that are read again. */
    @Test
    void writeUnderWayWhenTheStreamBreaksIsWaitedForAndIgnored() throws InterruptedException {
        index.holdWrites();
        publish(1, 2);
        step();
        index.awaitWrite();
        partition.fail("delivery 3 was lost");
        step();
        assertThat(partition.isOpen()).isFalse();
        assertThat(pipeline.idleNanos()).isEqualTo(Long.MAX_VALUE);
        index.allowWrites(1000);
        runUntil(() -> partition.acknowledged().contains(2L));
        assertThat(index.batches()).containsExactly(List.of(1L, 2L), List.of(1L, 2L));
        assertThat(counts.wrote).isEqualTo(1);
    }

    @Test
    void deadLetterIsAcknowledgedAfterItsConfirmation() throws InterruptedException {
        partition.publish(new byte[] {1});
        publish(2);
        index.refuse(2);
        runUntil(() -> !out.isEmpty());
        assertThat(out)
                .extracting(Output::sequence)
                .as("what is no event, and what the index refused")
                .containsExactly(1L, 2L);
        pipeline.confirm(2);
        step();
        assertThat(partition.acknowledged()).isEmpty();
        pipeline.confirm(1);
        runUntil(() -> !partition.acknowledged().isEmpty());
        assertThat(partition.acknowledged()).containsExactly(2L);
    }

    /** A11: one line, however many there are of a kind. */
    @Test
    void deadLettersAreNamedOnceForEachReason() throws Exception {
        String log = logOf(() -> {
            partition.publish(new byte[0]);
            partition.publish(new byte[0]);
            index.refuse(3);
            publish(3, 4);
            runUntil(() -> out.size() >= 3);
        });
        assertThat(log.lines().filter(line -> line.contains("dead letter")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("WARN", Events.TABLE))
                .anySatisfy(line -> assertThat(line).endsWith("refused (sequence 3)"));
    }

    @Test
    void withoutToleranceWhatComesBeforeABadEventIsAcknowledgedFirst() {
        pipeline.close();
        pipeline = pipeline(2, false);
        publish(1);
        partition.publish(new byte[] {1});
        assertThatThrownBy(() -> runUntil(() -> false))
                .isInstanceOf(EventFaultException.class)
                .hasMessageContaining("sequence 2");
        assertThat(partition.acknowledged()).containsExactly(1L);
    }

    /** The first of several reasons is not always the true one. */
    @Test
    void logNamesTheServerThatDoesNotAnswerOnce() throws Exception {
        String log = logOf(() -> {
            publish(1, 2);
            runUntil(() -> partition.acknowledged().contains(2L));
            index.healthy(false);
            partition.fail("no event came for 30000 ms though there are some");
            runUntil(() -> counts.startedOver == 5);
            index.healthy(true);
            publish(3, 4);
            runUntil(() -> partition.acknowledged().contains(4L));
        });
        assertThat(log.lines().filter(line -> line.contains("Partition 0")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("WARN")
                                .endsWith("Partition 0 paused, will retry: no event came for 30000 ms though there are"
                                        + " some"),
                        line -> assertThat(line)
                                .contains("WARN")
                                .endsWith("Partition 0 paused, will retry: Manticore at http://search:9308 does not"
                                        + " answer"),
                        line -> assertThat(line).contains("INFO").endsWith("Partition 0 resumed"));
    }

    /** A6: nothing that another process has taken is acknowledged, since a power cut may have ended that one. */
    @Test
    void whatAnotherProcessTookIsWrittenAgain() throws InterruptedException {
        readBack.server(new ManticoreProcess(FakeIndex.SERVER.url(), 2, FakeIndex.SERVER.started()));
        publish(1, 2);
        runUntil(() -> counts.startedOver == 2);
        assertThat(partition.acknowledged()).isEmpty();
        readBack.server(FakeIndex.SERVER);
        runUntil(() -> partition.acknowledged().contains(2L));
        assertThat(index.batches()).hasSizeGreaterThan(2).allMatch(List.of(1L, 2L)::equals);
    }

    @Test
    void rowsThatAreNotThereAreWrittenAgain() throws InterruptedException {
        readBack.lose(2L);
        publish(1, 2);
        runUntil(() -> counts.startedOver == 1);
        readBack.lose();
        runUntil(() -> partition.acknowledged().contains(2L));
        assertThat(index.batches()).containsExactly(List.of(1L, 2L), List.of(1L, 2L));
        assertThat(marked).isEmpty();
    }

    @Test
    void rowsThatVanishAgainAndAgainAreToldAndPassed() throws InterruptedException {
        readBack.lose(2L);
        publish(1, 2, 3);
        runUntil(() -> partition.acknowledged().contains(3L));
        assertThat(counts.startedOver).isEqualTo(3);
        assertThat(marked)
                .singleElement()
                .satisfies(mark -> assertThat(mark).startsWith(Events.TABLE + ": 1 rows of partition 0 vanished"));
    }

    /** A row that Manticore refuses is settled by its dead letter. */
    @Test
    void refusedRowIsNotLookedFor() throws InterruptedException {
        index.refuse(2);
        readBack.lose(2L);
        publish(1, 2);
        runUntil(() -> !out.isEmpty());
        pipeline.confirm(2);
        runUntil(() -> partition.acknowledged().contains(2L));
        assertThat(counts.startedOver).isZero();
    }

    /** A task that was frozen, and whose partition another one reads meanwhile. */
    @Test
    void nothingIsAcknowledgedInAPartitionThatAnotherTaskReads() throws InterruptedException {
        partition.owned(false);
        publish(1, 2);
        runUntil(() -> counts.startedOver == 1);
        assertThat(partition.acknowledged()).isEmpty();
        partition.owned(true);
        runUntil(() -> partition.acknowledged().contains(2L));
    }

    @Test
    void partitionIsHandedBackAtTheEndUnlessAllIsProven() throws InterruptedException {
        publish(1, 2);
        runUntil(() -> partition.acknowledged().contains(2L));
        step();
        pipeline.handBack();
        assertThat(partition.handedBack()).isZero();
        publish(3, 4);
        runUntil(() -> counts.wrote == 2);
        pipeline.handBack();
        assertThat(partition.handedBack()).isEqualTo(1);
    }

    @Test
    void nextBatchIsWrittenWhileTheLastOneIsReadBack() throws InterruptedException {
        readBack.holdAnswers();
        publish(1, 2);
        runUntil(() -> counts.wrote == 1);
        step();
        readBack.awaitQuestion();
        publish(3, 4);
        runUntil(() -> counts.wrote == 2);
        assertThat(partition.acknowledged()).isEmpty();
        readBack.allowAnswers();
        runUntil(() -> partition.acknowledged().contains(4L));
    }

    private interface Steps {
        void run() throws Exception;
    }

    private static String logOf(Steps steps) throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            steps.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    private void publish(long... eventIds) {
        for (long id : eventIds) {
            partition.publish(insert(id, int64("id", id)));
        }
    }

    private void step() throws InterruptedException {
        mailbox.runAfter(Duration.ZERO);
        pipeline.step(out);
    }

    private void runUntil(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            mailbox.runAfter(Duration.ofNanos(pipeline.idleNanos()));
            pipeline.step(out);
        }
    }

    private PartitionPipeline pipeline(int batchEvents, boolean tolerant) {
        return pipeline(batchEvents, Duration.ofMillis(1), tolerant);
    }

    private PartitionPipeline pipeline(int batchEvents, Duration linger, boolean tolerant) {
        MappingRules rules = MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT);
        PipelineSettings settings = new PipelineSettings(
                new StreamSettings(
                        NatsSettings.from(Map.of()),
                        "CDC",
                        List.of("cdc.*.*.*"),
                        "sink",
                        new DeliverFrom.Beginning(),
                        Set.of(),
                        LONG,
                        1000,
                        1000,
                        1 << 20,
                        64 << 20,
                        LONG),
                MANTICORE,
                rules,
                new PipelineSettings.BatchLimits(batchEvents, 1 << 20, linger, 1 << 20),
                new PipelineSettings.TargetLimits(0, 0),
                Duration.ZERO,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                tolerant);
        return new PartitionPipeline(
                partition,
                states,
                new BatchMapper(
                        0,
                        new EventMapper(rules, new PlannedTables(new NoTables()), new EveryTable(), Clock.systemUTC()),
                        tolerant,
                        new DeadLetterLog()),
                index,
                new WriterThread(
                        index, new RateLimit(0), new Backpressure(unused, 0, Duration.ZERO), mailbox, "writer"),
                readBackThread,
                settings,
                counts);
    }

    /** Remembers which table in Manticore was set aside. */
    private final class States implements TableStates {
        private final List<String> setAside = new ArrayList<>();

        @Override
        public boolean mustReopen(int partition) {
            return false;
        }

        @Override
        public OptionalLong resumeFrom(int partition, long floor) {
            return OptionalLong.empty();
        }

        @Override
        public void reopened(int partition) {}

        @Override
        public void wrote(Set<String> targets) {}

        @Override
        public void emptied(Set<String> targets) {}

        @Override
        public void setAside(TableFaultException fault) {
            setAside.add(fault.table());
        }

        @Override
        public boolean isOfFailedRebuild(String target, String reason) {
            return false;
        }

        @Override
        public void markToBeAudited(String target, String reason) {
            marked.add(target + ": " + reason);
        }
    }

    private static final class Counts implements PipelineObserver {
        private int wrote;
        private int startedOver;

        @Override
        public void wrote(BatchResult result) {
            wrote++;
        }

        @Override
        public void deadLettered(int events) {}

        @Override
        public void passedOver(int events) {}

        @Override
        public void tables(int setAside, long damaged) {}

        @Override
        public void startedOver() {
            startedOver++;
        }

        @Override
        public void pending(int ofPartition, long events) {}
    }
}
