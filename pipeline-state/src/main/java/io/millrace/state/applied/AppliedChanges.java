package io.millrace.state.applied;

import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.nats.NatsSession;
import io.millrace.state.BinlogPosition;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConnectClient;
import io.millrace.state.KafkaServers;
import io.millrace.state.StateException;
import io.millrace.state.applied.PublishedOffsets.PublishedPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells when the index holds everything up to a position in the binlog: the source has sent it to Kafka, the stream has
 * each of those records unless it is a dead letter, and the sink has acknowledged those messages. What is not certain
 * counts as missing. Thread-safe.
 */
public final class AppliedChanges implements AutoCloseable {
    /** A source that other changes move is not nudged. */
    private static final Duration FIRST_NUDGE = Duration.ofMillis(300);

    private static final Duration NEXT_NUDGE = Duration.ofSeconds(5);

    private final PipelineRoute route;
    private final SourceOffsets offsets;
    private final SourceProgress source;
    private final PublishedOffsets published;
    private final UnpublishedRecords unpublished;
    private final IndexProgress index;
    private final StageWait wait;
    private final SourceNudge nudge;

    /** Makes an idle source commit its position, for instance by a row that it captures but that is no event. */
    @FunctionalInterface
    public interface SourceNudge {
        /** Called now and then while the source is not at the position; may do nothing. */
        void nudge();
    }

    /**
     * @param nats a session, which stays the caller's
     * @param patience for how long a stage may not move
     */
    public AppliedChanges(
            PipelineRoute route,
            ConnectClient connect,
            NatsSession nats,
            KafkaServers kafka,
            Duration patience,
            SourceNudge nudge) {
        this.route = route;
        this.nudge = nudge;
        offsets = new SourceOffsets(connect, kafka, route.source().name());
        source = new SourceProgress(connect, offsets::read, route.source().name());
        wait = new StageWait(patience, source::fault);
        published = new PublishedOffsets(nats, route.stream());
        unpublished =
                new UnpublishedRecords(kafka.reader(), new BridgeDeadLetters(kafka, deadLetterTopics(route.bridges())));
        index = new IndexProgress(nats, route.stream(), route.sink().name());
    }

    /**
     * Returns once everything of the tables that was committed up to the position has been written to the index.
     *
     * @throws StateException when a stage does not move any more; the message names it
     */
    public void await(BinlogPosition position, Collection<SourceTable> tables) throws InterruptedException {
        await(position, tables, index::check);
    }

    /** The same for the table in which a source table is being rebuilt; the source table itself may be set aside. */
    public void awaitInShadow(BinlogPosition position, SourceTable table) throws InterruptedException {
        await(position, List.of(table), index::checkShadows);
    }

    private interface SinkCheck {
        StageProgress check(Map<String, Long> sequences, Collection<SourceTable> tables);
    }

    private void await(BinlogPosition position, Collection<SourceTable> tables, SinkCheck sink)
            throws InterruptedException {
        Set<SourceTable> wanted = new HashSet<>(tables);
        Set<String> topics = route.topics(wanted);
        awaitSource(position, wanted);
        List<Map<TopicPartition, Long>> ends = new ArrayList<>();
        wait.until(() -> {
            ends.add(ends(topics));
            return StageProgress.done();
        });
        Map<String, Long> sequences = new TreeMap<>();
        wait.until(() -> published(ends.get(0), sequences));
        sequences.keySet().removeIf(subject -> !isOf(wanted, subject));
        wait.until(() -> sink.check(sequences, wanted));
    }

    private void awaitSource(BinlogPosition position, Set<SourceTable> tables) throws InterruptedException {
        long[] nudgeAt = {System.nanoTime() + FIRST_NUDGE.toNanos()};
        wait.until(() -> {
            StageProgress progress = source.check(position, tables);
            if (progress.missing().isPresent() && System.nanoTime() - nudgeAt[0] >= 0) {
                nudgeAt[0] = System.nanoTime() + NEXT_NUDGE.toNanos();
                nudge.nudge();
            }
            return progress;
        });
    }

    private Map<TopicPartition, Long> ends(Set<String> topics) {
        synchronized (unpublished) {
            return unpublished.ends(topics);
        }
    }

    private StageProgress published(Map<TopicPartition, Long> ends, Map<String, Long> sequences) {
        synchronized (unpublished) {
            Map<TopicPartition, PublishedPartition> last = published.read(ends.keySet(), false);
            Optional<String> missing = unpublished.find(ends, last);
            if (missing.isPresent()) {
                // The bridge may have met another subject since.
                last = published.read(ends.keySet(), true);
                missing = unpublished.find(ends, last);
            }
            if (missing.isPresent()) {
                return StageProgress.waiting("the bridge: " + missing.get(), String.valueOf(last));
            }
            if (last.values().stream().anyMatch(each -> each.sequences().size() > 1)) {
                // Of several subjects, one may have been read before a message that precedes those of the others.
                last = published.read(ends.keySet(), false);
            }
            last.values().forEach(each -> sequences.putAll(each.sequences()));
            return StageProgress.done();
        }
    }

    private static boolean isOf(Set<SourceTable> tables, String subject) {
        return Subject.find(subject)
                .map(SourceTable::of)
                .filter(tables::contains)
                .isPresent();
    }

    private static List<String> deadLetterTopics(List<ConfiguredConnector> bridges) {
        return bridges.stream()
                .flatMap(bridge -> bridge.deadLetterTopic().stream())
                .toList();
    }

    @Override
    public void close() {
        unpublished.close();
        offsets.close();
    }
}
