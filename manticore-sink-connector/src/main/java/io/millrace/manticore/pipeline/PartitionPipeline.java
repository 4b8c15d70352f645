package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.index.TableChangedException;
import io.millrace.manticore.index.VersionedIndex;
import io.millrace.manticore.stream.ConsumerSession;
import io.millrace.manticore.stream.StreamUnavailableException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
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
    private final BatchMapper mapper;
    private final VersionedIndex index;
    private final WriterThread writer;
    private final PipelineSettings settings;
    private final PipelineObserver observer;
    private final Backoff backoff;
    private final AckLedger ledger = new AckLedger();
    private final BatchCollector batch;
    private final Queue<MappedBatch> handedIn = new ArrayDeque<>();
    private long extendAt;
    private long retryAt = System.nanoTime();
    private @Nullable Outage outage;
    private @Nullable EventFaultException end;

    /** Where it was lost; an outage is over when that place is behind. */
    private enum Outage {
        BEFORE_READING,
        WHILE_READING
    }

    PartitionPipeline(
            ConsumerSession session,
            BatchMapper mapper,
            VersionedIndex index,
            WriterThread writer,
            PipelineSettings settings,
            PipelineObserver observer) {
        this.session = session;
        this.mapper = mapper;
        this.index = index;
        this.writer = writer;
        this.settings = settings;
        this.observer = observer;
        this.backoff = new Backoff(settings.firstRetry(), settings.longestRetry(), new Random());
        this.batch = new BatchCollector(settings.batch());
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
            if (end == null) {
                readOn();
            } else if (handedIn.isEmpty() && ledger.isEmpty()) {
                throw end;
            }
            observer.pending(session.partition(), pending());
        } catch (IndexUnavailableException | StreamUnavailableException | TableChangedException e) {
            startOver(e, possible);
        }
    }

    private void readOn() {
        batch.fill(session);
        if (batch.isReady(System.nanoTime()) && writer.takesMore()) {
            BatchMapper.Mapped mapped = mapper.map(batch.take());
            // What comes before it is written and acknowledged first.
            end = mapped.end().map(EventFaultException::new).orElse(null);
            if (!mapped.work().deliveries().isEmpty()) {
                handedIn.add(mapped.work());
                writer.write(mapped.work());
            }
        }
    }

    private long pending() {
        int here = batch.deliveries().size();
        for (MappedBatch work : handedIn) {
            here += work.deliveries().size();
        }
        return session.pending() + here;
    }

    void confirm(long sequence) {
        ledger.confirm(sequence);
    }

    /** Whether the next event alone changes nothing: others are waited for, or for the writing. */
    boolean isCollecting() {
        return session.isOpen() && (!writer.takesMore() || !batch.deliveries().isEmpty());
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
        if (end == null && session.hasNext()) {
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
        mapper.forgetTables();
        index.forgetTables();
        session.look();
        observer.pending(session.partition(), session.pending());
        index.requireHealthy();
        session.open();
        index.keepTombstones(session.retention());
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
        for (Optional<MappedBatch.Result> next = writer.nextResult(); next.isPresent(); next = writer.nextResult()) {
            handedIn.remove();
            if (next.get() instanceof MappedBatch.Written written) {
                finish(written, out);
            } else if (next.get() instanceof MappedBatch.Failed failure) {
                throw failure.cause();
            }
        }
    }

    private void finish(MappedBatch.Written written, List<Output> out) {
        MappedBatch work = written.work();
        observer.wrote(written.outcome());
        mapper.refuse(work, written.outcome().rejections());
        LOG.debug(
                "Partition {}: {} events up to sequence {}: {}, {} dead letters",
                session.partition(),
                work.deliveries().size(),
                work.last().streamSequence(),
                written.outcome(),
                work.deadLetters().size());
        ledger.add(work, System.nanoTime() + settings.ackDelay().toNanos());
        observer.deadLettered(work.deadLetters().size());
        out.addAll(work.deadLetters());
        recovered();
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
        end = null;
        observer.startedOver();
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

    @Override
    public void close() {
        writer.close();
    }
}
