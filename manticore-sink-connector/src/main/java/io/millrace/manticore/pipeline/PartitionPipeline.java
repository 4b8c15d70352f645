package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.index.TableChangedException;
import io.millrace.manticore.index.TargetIndex;
import io.millrace.manticore.registry.TableStates;
import io.millrace.manticore.stream.DeliveredEvent;
import io.millrace.manticore.stream.PartitionReader;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.pace.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one partition from the stream into the index. Every outage, of NATS or of Manticore, ends the same way: what
 * was not acknowledged is forgotten and read again from the last acknowledged event, and the index's version guard drops
 * what had already taken effect. So nothing is held in memory while a server is away, and what Manticore lost in a power
 * cut comes again.
 */
final class PartitionPipeline implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionPipeline.class);
    private static final int EXTENSIONS_PER_ACK_WAIT = 3;

    /** Rows that have expired are removed with each batch, but not more often than every 15 seconds. */
    private static final Duration LONGEST_WITHOUT_BATCH = Duration.ofSeconds(20);

    private final PartitionReader reader;
    private final TableStates tables;
    private final BatchMapper mapper;
    private final TargetIndex index;
    private final WriterThread writer;
    private final PipelineSettings settings;
    private final PipelineObserver observer;
    private final Backoff backoff;
    private final OutageNotices notices;
    private final Acknowledger acknowledger;
    private final BatchCollector collector;
    private long extendAt;
    private long wroteAt = System.nanoTime();
    private boolean failedBeforeReading;
    /** Something was written that is not proven: a task that reads the partition now may have read on before it. */
    private boolean unproven;
    /** An event that ends the task once everything before it is acknowledged. */
    private @Nullable EventFaultException end;

    PartitionPipeline(
            PartitionReader reader,
            TableStates tables,
            BatchMapper mapper,
            TargetIndex index,
            WriterThread writer,
            ReadBackThread readBack,
            PipelineSettings settings,
            PipelineObserver observer) {
        this.reader = reader;
        this.tables = tables;
        this.mapper = mapper;
        this.index = index;
        this.writer = writer;
        this.settings = settings;
        this.observer = observer;
        this.acknowledger = new Acknowledger(reader, tables, readBack, settings.ackDelay());
        this.backoff = new Backoff(settings.firstRetry(), settings.longestRetry());
        this.notices = new OutageNotices(reader.partition(), System::nanoTime);
        this.collector = new BatchCollector(settings.batch());
    }

    /** Does what can be done now, without waiting for a write. */
    void step(List<Output> out) {
        advance(out);
        reader.inProgress(collector.size() + writer.size() + acknowledger.bytes());
    }

    private void advance(List<Output> out) {
        boolean open = false;
        try {
            if (!reader.isOpen() && !reopen()) {
                return;
            }
            open = true;
            if (tables.mustReopen(reader.partition())) {
                throw new TableReturnedException(reader.partition());
            }
            finishWrites(out);
            acknowledger.step(out);
            unproven &= !isSettled();
            extend();
            reader.check();
            if (end == null) {
                writeNext();
            } else if (isSettled()) {
                throw end;
            }
            observer.pending(reader.partition(), pending());
        } catch (TableFaultException e) {
            tables.setAside(e);
            startOver(e);
        } catch (TableReturnedException e) {
            LOG.debug("Partition {} is read again: {}", reader.partition(), e.getMessage());
            forget();
        } catch (IndexUnavailableException | NatsUnavailableException | TableChangedException e) {
            failedBeforeReading = !open;
            startOver(e);
        }
    }

    private void writeNext() {
        collector.fill(reader);
        if (collector.isReady(System.nanoTime()) && writer.takesMore()) {
            BatchMapper.Mapping mapping = mapper.map(collector.take());
            observer.passedOver(mapping.passedOver());
            end = mapping.end().map(EventFaultException::new).orElse(null);
            if (!mapping.batch().events().isEmpty()) {
                write(mapping.batch());
            }
        } else if (writer.isIdle()
                && System.nanoTime() - wroteAt > LONGEST_WITHOUT_BATCH.toNanos()
                && index.rowsMayExpire()) {
            write(MappedBatch.empty());
        }
    }

    private void write(MappedBatch batch) {
        unproven = true;
        wroteAt = System.nanoTime();
        writer.write(batch);
    }

    private long pending() {
        int here = collector.events().size();
        for (MappedBatch batch : writer.unfinished()) {
            here += batch.events().size();
        }
        return reader.pending() + here;
    }

    void confirm(long sequence) {
        acknowledger.confirm(sequence);
    }

    /**
     * How many nanoseconds there is nothing to do unless the mailbox wakes the thread, which this asks it to do when
     * enough events have arrived.
     */
    long idleNanos() {
        long now = System.nanoTime();
        if (!reader.isOpen()) {
            return writer.isIdle() ? backoff.remaining().toNanos() : Long.MAX_VALUE;
        }
        boolean collecting = end == null && writer.takesMore();
        if (collecting && reader.hasNext()) {
            return 0;
        }
        reader.wakeAfter(collecting ? collector.room() : Integer.MAX_VALUE);
        long ready = collecting ? collector.nanosUntilReady(now) : Long.MAX_VALUE;
        return Math.max(0, Math.min(ready, acknowledger.nanosUntilDue(now)));
    }

    /** Returns whether it is open now. */
    private boolean reopen() {
        if (!backoff.isDue() || !writer.isIdle()) {
            return false;
        }
        writer.reset();
        mapper.forgetTables();
        index.forgetTables();
        reader.refreshPending();
        observer.pending(reader.partition(), reader.pending());
        index.requireHealthy();
        reader.open();
        // From the last acknowledged event, also where another task had read on.
        unproven = false;
        tables.resumeFrom(reader.partition(), reader.floor()).ifPresent(reader::openAt);
        tables.reopened(reader.partition());
        index.keepTombstones(reader.retention());
        scheduleExtension();
        if (failedBeforeReading) {
            recovered();
        }
        return true;
    }

    /** Events that take long to write, or wait for their turn, must not be delivered again in the meantime. */
    private void extend() {
        if (System.nanoTime() - extendAt >= 0) {
            scheduleExtension();
            writer.unfinished().forEach(batch -> reader.extend(batch.events()));
            reader.extend(collector.events());
        }
    }

    private void scheduleExtension() {
        extendAt = System.nanoTime() + settings.stream().ackWait().toNanos() / EXTENSIONS_PER_ACK_WAIT;
    }

    private void finishWrites(List<Output> out) {
        for (Optional<WriteResult> next = writer.nextResult(); next.isPresent(); next = writer.nextResult()) {
            if (next.get() instanceof WriteResult.Written written) {
                finish(written, out);
            } else if (next.get() instanceof WriteResult.Failed failure) {
                throw failure.cause();
            }
        }
    }

    private void finish(WriteResult.Written written, List<Output> out) {
        MappedBatch batch = written.batch();
        recovered();
        if (batch.events().isEmpty() && written.result().expired().isEmpty()) {
            return;
        }
        observer.wrote(written.result());
        tables.emptied(written.result().emptied());
        tables.wrote(written.result().tables());
        mapper.refuse(
                batch,
                written.result().rejections().stream()
                        .filter(refused ->
                                !tables.isOfFailedRebuild(refused.change().table(), refused.reason()))
                        .toList());
        LOG.debug(
                "Partition {}: {} events up to sequence {}: {}, {} dead letters",
                reader.partition(),
                batch.events().size(),
                batch.last().map(DeliveredEvent::streamSequence).orElse(0L),
                written.result(),
                batch.deadLetters().size());
        acknowledger.add(written);
        observer.deadLettered(batch.deadLetters().size());
        out.addAll(batch.deadLetters());
    }

    private boolean isSettled() {
        return writer.isIdle() && acknowledger.isEmpty();
    }

    private void startOver(RuntimeException cause) {
        forget();
        observer.startedOver();
        backoff.failed();
        notices.failed(cause)
                .ifPresentOrElse(LOG::warn, () -> LOG.debug("Partition {} still paused", reader.partition(), cause));
    }

    /** What was not acknowledged is read again when the partition is opened. */
    private void forget() {
        reader.close();
        writer.discard();
        collector.clear();
        acknowledger.clear();
        end = null;
    }

    private void recovered() {
        failedBeforeReading = false;
        backoff.reset();
        notices.recovered().ifPresent(LOG::info);
    }

    /** Begins no further request to Manticore. */
    void stopWriting() {
        writer.stop();
    }

    void awaitWriting(long deadline) {
        writer.await(deadline);
    }

    /**
     * After the writing has ended: a task that took the partition over while this one did not notice may have read on
     * before the last write, and overwritten nothing of it.
     *
     * @throws NatsUnavailableException when NATS does not answer
     */
    void handBack() {
        if (unproven) {
            reader.handBack();
        }
    }

    @Override
    public void close() {
        writer.close();
    }
}
