package io.millrace.manticore.pipeline;

import io.millrace.manticore.index.Index;
import io.millrace.manticore.index.IndexUnavailableException;
import io.millrace.manticore.index.Rejection;
import io.millrace.manticore.index.RowChange;
import io.millrace.manticore.index.TableChangedException;
import io.millrace.manticore.mapping.EventMapper;
import io.millrace.manticore.mapping.Mapped;
import io.millrace.manticore.stream.ConsumerSession;
import io.millrace.manticore.stream.Delivery;
import io.millrace.manticore.stream.StreamUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition from the stream into the index. There is one way back from every outage, of NATS or of Manticore:
 * everything that was not acknowledged is forgotten and read again from the last acknowledged event; the index's guard
 * drops what took effect already. So nothing is held in memory while a server is away, and what Manticore lost in a
 * power cut comes again.
 */
final class PartitionPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionPipeline.class);
    private static final int TABLE_CHANGES_FOLLOWED = 3;

    private final ConsumerSession session;
    private final EventMapper mapper;
    private final Index index;
    private final PipelineSettings settings;
    private final Backoff backoff;
    private final AckLedger ledger = new AckLedger();
    private final Batch batch;
    private long retryAt = System.nanoTime();
    private @Nullable Outage outage;

    /** Where it was lost; an outage is over when that place is behind. */
    private enum Outage {
        BEFORE_READING,
        WHILE_READING
    }

    PartitionPipeline(
            ConsumerSession session, EventMapper mapper, Index index, PipelineSettings settings, Backoff backoff) {
        this.session = session;
        this.mapper = mapper;
        this.index = index;
        this.settings = settings;
        this.backoff = backoff;
        this.batch = new Batch(settings.batch());
    }

    /** Does what there is to do now, at most one batch. */
    void step(List<Output> out) {
        try {
            if (!session.isOpen()) {
                if (System.nanoTime() - retryAt < 0) {
                    return;
                }
                index.requireHealthy();
                session.open();
                if (outage == Outage.BEFORE_READING) {
                    recovered();
                }
            }
            acknowledge(out);
            batch.fill(session);
            if (batch.isReady(System.nanoTime())) {
                write(out);
            }
        } catch (IndexUnavailableException | StreamUnavailableException e) {
            startOver(e);
        }
    }

    void confirm(long sequence) {
        ledger.confirm(sequence);
    }

    /** How long nothing has to be done unless an event comes, 0 when there is something now. */
    long idleNanos() {
        long now = System.nanoTime();
        if (!session.isOpen()) {
            return Math.max(0, retryAt - now);
        }
        if (session.hasNext()) {
            return 0;
        }
        long due = ledger.nextDue().orElse(Long.MAX_VALUE);
        return Math.max(0, Math.min(due == Long.MAX_VALUE ? due : due - now, batch.nanosUntilReady(now)));
    }

    private void write(List<Output> out) {
        List<Delivery> deliveries = batch.take();
        Written written = apply(deliveries);
        LOG.debug(
                "Partition {}: {} events up to sequence {} written, {} dead letters",
                session.partition(),
                deliveries.size(),
                deliveries.get(deliveries.size() - 1).streamSequence(),
                written.deadLetters().size());
        ledger.add(deliveries, System.nanoTime() + settings.ackDelay().toNanos(), written.deadLetters());
        out.addAll(written.deadLetters());
        recovered();
    }

    private record Written(List<Output.DeadLetter> deadLetters) {}

    private Written apply(List<Delivery> deliveries) {
        for (int attempt = 1; ; attempt++) {
            List<Output.DeadLetter> deadLetters = new ArrayList<>();
            List<RowChange> changes = map(deliveries, deadLetters);
            try {
                for (Rejection rejection : index.apply(changes).rejections()) {
                    refuse(deliveries.get(rejection.change().origin()), rejection.reason(), deadLetters);
                }
                return new Written(deadLetters);
            } catch (TableChangedException e) {
                if (attempt == TABLE_CHANGES_FOLLOWED) {
                    throw new IndexUnavailableException(String.valueOf(e.getMessage()), e);
                }
                forgetTables();
            }
        }
    }

    private List<RowChange> map(List<Delivery> deliveries, List<Output.DeadLetter> deadLetters) {
        List<RowChange> changes = new ArrayList<>(deliveries.size());
        for (int i = 0; i < deliveries.size(); i++) {
            Delivery delivery = deliveries.get(i);
            Mapped mapped = mapper.map(delivery.subject(), delivery.data(), i);
            if (mapped instanceof Mapped.Change change) {
                changes.add(change.change());
            } else if (mapped instanceof Mapped.Unfit unfit) {
                refuse(delivery, unfit.reason(), deadLetters);
            }
        }
        return changes;
    }

    private void refuse(Delivery delivery, String reason, List<Output.DeadLetter> deadLetters) {
        Output.DeadLetter letter = new Output.DeadLetter(session.partition(), delivery, reason);
        if (!settings.tolerant()) {
            throw new PoisonEventException(letter);
        }
        deadLetters.add(letter);
    }

    private void acknowledge(List<Output> out) {
        ledger.takeDue(System.nanoTime()).ifPresent(due -> {
            session.acknowledge(due.last());
            out.add(new Output.Receipt(session.partition(), due.last().streamSequence(), due.events()));
        });
    }

    private void startOver(RuntimeException e) {
        boolean reading = session.isOpen();
        session.close();
        batch.clear();
        ledger.clear();
        forgetTables();
        retryAt = System.nanoTime() + backoff.next().toNanos();
        if (outage == null) {
            LOG.warn("Partition {} waits: {}", session.partition(), e.getMessage());
        } else {
            LOG.debug("Partition {} still waits", session.partition(), e);
        }
        outage = reading ? Outage.WHILE_READING : Outage.BEFORE_READING;
    }

    private void recovered() {
        backoff.reset();
        if (outage != null) {
            LOG.info("Partition {} goes on", session.partition());
            outage = null;
        }
    }

    private void forgetTables() {
        mapper.forgetTables();
        index.forgetTables();
    }
}
