package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.Rejection;
import io.millrace.manticore.mapping.EventMapper;
import io.millrace.manticore.mapping.MappedEvent;
import io.millrace.manticore.stream.DeliveredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the events of one partition into work, and those that cannot be applied into dead letters. */
final class BatchMapper {
    private final int partition;
    private final EventMapper mapper;
    private final boolean tolerant;

    BatchMapper(int partition, EventMapper mapper, boolean tolerant) {
        this.partition = partition;
        this.mapper = mapper;
        this.tolerant = tolerant;
    }

    /**
     * A batch as far as it goes.
     *
     * @param end an event that ends everything, where that is not tolerated; the work stops before it
     */
    record Mapped(MappedBatch work, Optional<Output.DeadLetter> end) {}

    Mapped map(List<DeliveredEvent> deliveries) {
        List<RowChange> changes = new ArrayList<>(deliveries.size());
        List<Output.DeadLetter> deadLetters = new ArrayList<>();
        for (int i = 0; i < deliveries.size(); i++) {
            DeliveredEvent delivery = deliveries.get(i);
            MappedEvent mapped = mapper.map(delivery.subject(), delivery.data(), i);
            if (mapped instanceof MappedEvent.Change change) {
                changes.add(change.change());
            } else if (mapped instanceof MappedEvent.Unfit unfit) {
                Output.DeadLetter letter = new Output.DeadLetter(partition, delivery, unfit.reason());
                if (!tolerant) {
                    return new Mapped(
                            new MappedBatch(deliveries.subList(0, i), changes, deadLetters), Optional.of(letter));
                }
                deadLetters.add(letter);
            }
        }
        return new Mapped(new MappedBatch(deliveries, changes, deadLetters), Optional.empty());
    }

    /**
     * Adds the dead letters of what Manticore refused.
     *
     * @throws EventFaultException when they are not tolerated
     */
    void refuse(MappedBatch work, List<Rejection> rejections) {
        for (Rejection rejection : rejections) {
            DeliveredEvent delivery = work.deliveries().get(rejection.change().origin());
            Output.DeadLetter letter = new Output.DeadLetter(partition, delivery, rejection.reason());
            if (!tolerant) {
                throw new EventFaultException(letter);
            }
            work.deadLetters().add(letter);
        }
    }

    /** After an outage Manticore may have other tables: it was restored, or another server answers. */
    void forgetTables() {
        mapper.forgetTables();
    }
}
