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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition from the stream into the index. There is one way back from every outage, of NATS or of Manticore:
 * everything that was not acknowledged is forgotten and read again from the last acknowledged event; the index's guard
 * drops what took effect already. So nothing is held in memory while a server is away, and what Manticore lost in a
 * power cut comes again.
 */
final class PartitionPipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionPipeline.class);
    /** How soon the end of a write is noticed. */
    private static final long WRITE_CHECK_NANOS = 5_000_000;

    private final ConsumerSession session;
    private final EventMapper mapper;
    private final Index index;
    private final PipelineSettings settings;
    private final Backoff backoff;
    private final Writer writer;
    private final AckLedger ledger = new AckLedger();
    private final Batch batch;
    private final Queue<Work> handedIn = new ArrayDeque<>();
    private long extendAt;
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
        this.writer = new Writer(index, "manticore-writer-p" + session.partition());
    }

    /** Does what there is to do now; waits for no write. */
    void step(List<Output> out) {
        Outage possible = Outage.BEFORE_READING;
        try {
            if (!session.isOpen() && !reopen()) {
                return;
            }
            possible = Outage.WHILE_READING;
            finishWrites(out);
            acknowledge(out);
            extend();
            session.check();
            batch.fill(session);
            if (batch.isReady(System.nanoTime()) && writer.takesMore()) {
                Work work = map(batch.take());
                handedIn.add(work);
                writer.write(work);
            }
        } catch (IndexUnavailableException | StreamUnavailableException | TableChangedException e) {
            startOver(e, possible);
        }
    }

    void confirm(long sequence) {
        ledger.confirm(sequence);
    }

    /** How long nothing has to be done unless an event comes, 0 when there is something now. */
    long idleNanos() {
        long now = System.nanoTime();
        if (!session.isOpen()) {
            return Math.max(writer.isIdle() ? 0 : WRITE_CHECK_NANOS, retryAt - now);
        }
        if (!writer.takesMore()) {
            return WRITE_CHECK_NANOS;
        }
        if (session.hasNext()) {
            return 0;
        }
        long idle = Math.min(batch.nanosUntilReady(now), ledger.nanosUntilDue(now));
        return Math.max(0, writer.isIdle() ? idle : Math.min(idle, WRITE_CHECK_NANOS));
    }

    /** Returns whether it is open now. */
    private boolean reopen() {
        if (System.nanoTime() - retryAt < 0 || !writer.isIdle()) {
            return false;
        }
        writer.reset();
        forgetTables();
        index.requireHealthy();
        session.open();
        extendAt = System.nanoTime() + settings.stream().ackWait().toNanos() / 3;
        if (outage == Outage.BEFORE_READING) {
            recovered();
        }
        return true;
    }

    /** Events that take long to write, or wait for their turn, are not to be delivered again meanwhile. */
    private void extend() {
        long now = System.nanoTime();
        if (now - extendAt >= 0) {
            extendAt = now + settings.stream().ackWait().toNanos() / 3;
            handedIn.forEach(work -> session.extend(work.deliveries()));
            session.extend(batch.deliveries());
        }
    }

    private void finishWrites(List<Output> out) {
        for (Optional<Work.Result> next = writer.nextResult(); next.isPresent(); next = writer.nextResult()) {
            handedIn.remove();
            if (next.get() instanceof Work.Written written) {
                finish(written, out);
            } else if (next.get() instanceof Work.Failed failure) {
                throw failure.cause();
            }
        }
    }

    private void finish(Work.Written written, List<Output> out) {
        List<Delivery> deliveries = written.work().deliveries();
        List<Output.DeadLetter> deadLetters = written.work().deadLetters();
        for (Rejection rejection : written.outcome().rejections()) {
            refuse(deliveries.get(rejection.change().origin()), rejection.reason(), deadLetters);
        }
        LOG.debug(
                "Partition {}: {} events up to sequence {}: {}, {} dead letters",
                session.partition(),
                deliveries.size(),
                deliveries.get(deliveries.size() - 1).streamSequence(),
                written.outcome(),
                deadLetters.size());
        ledger.add(deliveries, System.nanoTime() + settings.ackDelay().toNanos(), deadLetters);
        out.addAll(deadLetters);
        recovered();
    }

    private Work map(List<Delivery> deliveries) {
        List<RowChange> changes = new ArrayList<>(deliveries.size());
        List<Output.DeadLetter> deadLetters = new ArrayList<>();
        for (int i = 0; i < deliveries.size(); i++) {
            Delivery delivery = deliveries.get(i);
            Mapped mapped = mapper.map(delivery.subject(), delivery.data(), i);
            if (mapped instanceof Mapped.Change change) {
                changes.add(change.change());
            } else if (mapped instanceof Mapped.Unfit unfit) {
                refuse(delivery, unfit.reason(), deadLetters);
            }
        }
        return new Work(deliveries, changes, deadLetters);
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

    private void startOver(RuntimeException e, Outage where) {
        session.close();
        writer.discard();
        handedIn.clear();
        batch.clear();
        ledger.clear();
        retryAt = System.nanoTime() + backoff.next().toNanos();
        if (outage == null) {
            LOG.warn("Partition {} waits: {}", session.partition(), e.getMessage());
        } else {
            LOG.debug("Partition {} still waits", session.partition(), e);
        }
        outage = where;
    }

    private void recovered() {
        backoff.reset();
        if (outage != null) {
            LOG.info("Partition {} goes on", session.partition());
            outage = null;
        }
    }

    /** After an outage Manticore may have other tables: it was restored, or another server answers. */
    private void forgetTables() {
        mapper.forgetTables();
        index.forgetTables();
    }

    @Override
    public void close() {
        writer.close();
    }
}
