package io.millrace.manticore.pipeline;

import io.millrace.manticore.index.Rejection;
import io.millrace.manticore.index.RowChange;
import io.millrace.manticore.mapping.EventMapper;
import io.millrace.manticore.mapping.Mapped;
import io.millrace.manticore.stream.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the events of one partition into work, and those that cannot be applied into dead letters. */
final class WorkMapper {
    private final int partition;
    private final EventMapper mapper;
    private final boolean tolerant;

    WorkMapper(int partition, EventMapper mapper, boolean tolerant) {
        this.partition = partition;
        this.mapper = mapper;
        this.tolerant = tolerant;
    }

    /**
     * A batch as far as it goes.
     *
     * @param end an event that ends everything, where that is not tolerated; the work stops before it
     */
    record Batch(Work work, Optional<Output.DeadLetter> end) {}

    Batch map(List<Delivery> deliveries) {
        List<RowChange> changes = new ArrayList<>(deliveries.size());
        List<Output.DeadLetter> deadLetters = new ArrayList<>();
        for (int i = 0; i < deliveries.size(); i++) {
            Delivery delivery = deliveries.get(i);
            Mapped mapped = mapper.map(delivery.subject(), delivery.data(), i);
            if (mapped instanceof Mapped.Change change) {
                changes.add(change.change());
            } else if (mapped instanceof Mapped.Unfit unfit) {
                Output.DeadLetter letter = new Output.DeadLetter(partition, delivery, unfit.reason());
                if (!tolerant) {
                    return new Batch(new Work(deliveries.subList(0, i), changes, deadLetters), Optional.of(letter));
                }
                deadLetters.add(letter);
            }
        }
        return new Batch(new Work(deliveries, changes, deadLetters), Optional.empty());
    }

    /**
     * Adds the dead letters of what Manticore refused.
     *
     * @throws PoisonEventException when they are not tolerated
     */
    void refuse(Work work, List<Rejection> rejections) {
        for (Rejection rejection : rejections) {
            Delivery delivery = work.deliveries().get(rejection.change().origin());
            Output.DeadLetter letter = new Output.DeadLetter(partition, delivery, rejection.reason());
            if (!tolerant) {
                throw new PoisonEventException(letter);
            }
            work.deadLetters().add(letter);
        }
    }

    /** After an outage Manticore may have other tables: it was restored, or another server answers. */
    void forgetTables() {
        mapper.forgetTables();
    }
}
