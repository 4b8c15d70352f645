package io.millrace.state.applied;

import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.nats.ConsumerName;
import io.millrace.nats.NatsSession;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import io.millrace.state.StateException;
import io.millrace.state.StreamStatus;
import io.nats.client.api.ConsumerInfo;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether the sink has applied messages of the stream: it acknowledges only what it has seen in the index, and everything
 * before it in the partition. The events of a table that is set aside are acknowledged, too, so that its entry in the
 * registry is read after that.
 */
final class IndexProgress {
    private final StreamStatus stream;
    private final TableRegistry registry;
    private final String sink;

    IndexProgress(NatsSession nats, String stream, String sink) {
        this.stream = new StreamStatus(nats, stream);
        this.registry = new TableRegistry(nats, stream, sink, Set.of());
        this.sink = sink;
    }

    /**
     * @param sequences of messages, by subject
     * @throws StateException if the sink has set one of the tables aside
     */
    StageProgress check(Map<String, Long> sequences, Collection<SourceTable> tables) {
        return check(sequences, tables, this::unread);
    }

    /**
     * The same for the tables in which they are being rebuilt.
     *
     * @throws StateException if the sink does not write one of these any more
     */
    StageProgress checkShadows(Map<String, Long> sequences, Collection<SourceTable> tables) {
        return check(sequences, tables, this::unwritten);
    }

    private StageProgress check(
            Map<String, Long> sequences,
            Collection<SourceTable> tables,
            Function<TableEntry, Optional<String>> acknowledgedOnly) {
        Map<String, ConsumerInfo> consumers = new TreeMap<>();
        stream.consumers(sink).forEach(each -> consumers.put(each.getName(), each));
        long end = stream.lastSequence();
        for (Map.Entry<String, Long> wanted : sequences.entrySet()) {
            int partition = Subject.parse(wanted.getKey()).partition();
            ConsumerInfo consumer = consumers.get(ConsumerName.name(sink, partition));
            Optional<String> missing = missing(consumer, partition, wanted, end);
            if (missing.isPresent()) {
                return StageProgress.waiting(missing.get(), floors(consumers));
            }
        }
        for (TableEntry entry : registry.tables()) {
            if (tables.contains(TableRegistry.tableOf(entry))) {
                Optional<String> missing = acknowledgedOnly.apply(entry);
                if (missing.isPresent()) {
                    return StageProgress.waiting(missing.get(), floors(consumers));
                }
            }
        }
        return StageProgress.done();
    }

    private Optional<String> missing(
            @Nullable ConsumerInfo consumer, int partition, Map.Entry<String, Long> wanted, long end) {
        if (consumer == null) {
            return Optional.of("sink " + sink + " has no consumer for partition " + partition);
        }
        if (!reads(consumer, wanted.getKey())) {
            return Optional.of("sink " + sink + " does not read " + wanted.getKey() + " (its subjects)");
        }
        long floor = consumer.getAckFloor().getStreamSequence();
        if (floor > end) {
            return Optional.of("sink " + sink + " has read partition " + partition + " up to sequence " + floor
                    + ", and the stream ends at " + end + ": it lost its end");
        }
        return floor >= wanted.getValue()
                ? Optional.empty()
                : Optional.of("sink " + sink + " has applied partition " + partition + " up to sequence " + floor
                        + ", not yet " + wanted.getValue());
    }

    private Optional<String> unread(TableEntry entry) {
        if (entry.getState() == TableState.SET_ASIDE) {
            throw new StateException("Sink " + sink + " has set table " + TableRegistry.tableOf(entry) + " aside since "
                    + entry.getSince() + ": " + entry.getReason());
        }
        return entry.getPassedOverCount() > 0 || TableRebuild.isHeld(entry)
                ? Optional.of("sink " + sink + " has yet to read events of table " + TableRegistry.tableOf(entry)
                        + " that it passed over")
                : Optional.empty();
    }

    private Optional<String> unwritten(TableEntry entry) {
        if (!TableRebuild.isDoubled(entry)) {
            String fault = entry.getRebuild().getFault();
            throw new StateException("Sink " + sink + " does not write the table in which "
                    + TableRegistry.tableOf(entry) + " is rebuilt any more" + (fault.isEmpty() ? "" : ": " + fault));
        }
        return Optional.empty();
    }

    private static boolean reads(ConsumerInfo consumer, String subject) {
        List<String> filters =
                Objects.requireNonNullElse(consumer.getConsumerConfiguration().getFilterSubjects(), List.of());
        return filters.isEmpty() || filters.stream().anyMatch(filter -> Subject.matches(filter, subject));
    }

    private static String floors(Map<String, ConsumerInfo> consumers) {
        StringBuilder floors = new StringBuilder();
        consumers.forEach((name, info) -> floors.append(name)
                .append('=')
                .append(info.getAckFloor().getStreamSequence())
                .append(' '));
        return floors.toString();
    }
}
