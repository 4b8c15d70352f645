package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.Rejection;
import io.millrace.manticore.mapping.EventMapper;
import io.millrace.manticore.mapping.MappedEvent;
import io.millrace.manticore.stream.DeliveredEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns the events of one partition into batches, and those that cannot be applied into dead letters. */
final class BatchMapper {
    private final int partition;
    private final EventMapper mapper;
    private final boolean tolerant;
    private final DeadLetterLog log;

    BatchMapper(int partition, EventMapper mapper, boolean tolerant, DeadLetterLog log) {
        this.partition = partition;
        this.mapper = mapper;
        this.tolerant = tolerant;
        this.log = log;
    }

    /**
     * A batch up to where it can be mapped.
     *
     * @param passedOver how many of its events were, since their tables are set aside
     * @param end an event that ends the task, where dead letters are not tolerated; the batch stops before it
     */
    record Mapping(MappedBatch batch, int passedOver, Optional<Output.DeadLetter> end) {}

    Mapping map(List<DeliveredEvent> events) {
        List<RowChange> changes = new ArrayList<>(events.size());
        List<Output.DeadLetter> deadLetters = new ArrayList<>();
        int passedOver = 0;
        for (int i = 0; i < events.size(); i++) {
            DeliveredEvent event = events.get(i);
            MappedEvent mapped = mapper.map(event.subject(), event.data(), event.streamSequence(), i);
            Optional<String> reason = unfit(mapped);
            if (reason.isPresent()) {
                Output.DeadLetter letter = new Output.DeadLetter(partition, event, reason.get());
                if (!tolerant) {
                    return new Mapping(
                            new MappedBatch(events.subList(0, i), changes, deadLetters),
                            passedOver,
                            Optional.of(letter));
                }
                log.add(letter);
                deadLetters.add(letter);
            }
            if (mapped instanceof MappedEvent.Fit change) {
                changes.add(change.change());
            } else if (mapped instanceof MappedEvent.ForBoth both) {
                changes.addAll(both.changes());
            } else if (mapped instanceof MappedEvent.OfSetAsideTable) {
                passedOver++;
            }
        }
        return new Mapping(new MappedBatch(events, changes, deadLetters), passedOver, Optional.empty());
    }

    private static Optional<String> unfit(MappedEvent mapped) {
        if (mapped instanceof MappedEvent.ForBoth both) {
            return both.unfit();
        }
        return mapped instanceof MappedEvent.Unfit unfit ? Optional.of(unfit.reason()) : Optional.empty();
    }

    /**
     * Adds the dead letters of what Manticore refused.
     *
     * @throws EventFaultException when they are not tolerated
     */
    void refuse(MappedBatch batch, List<Rejection> rejections) {
        // While its table is rebuilt, an event may be refused twice.
        Set<Long> letters = rejections.isEmpty() ? Set.of() : sequences(batch.deadLetters());
        for (Rejection rejection : rejections) {
            DeliveredEvent event = batch.events().get(rejection.change().origin());
            if (!letters.add(event.streamSequence())) {
                continue;
            }
            Output.DeadLetter letter = new Output.DeadLetter(partition, event, rejection.reason());
            if (!tolerant) {
                throw new EventFaultException(letter);
            }
            log.add(letter);
            batch.deadLetters().add(letter);
        }
    }

    private static Set<Long> sequences(List<Output.DeadLetter> letters) {
        return letters.stream().map(Output.DeadLetter::sequence).collect(Collectors.toCollection(HashSet::new));
    }

    /** After an outage Manticore may have other tables: it was restored, or another server answers. */
    void forgetTables() {
        mapper.forgetTables();
    }
}
