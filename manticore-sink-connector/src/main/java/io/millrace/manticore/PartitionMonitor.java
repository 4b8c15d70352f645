package io.millrace.manticore;

import io.millrace.manticore.stream.PartitionSource;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.pace.OutageAlarm;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches for partitions that are new in the stream, on a thread of its own: Connect gives connectors none. */
final class PartitionMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionMonitor.class);

    private final PartitionSource partitions;
    private final Duration interval;
    private final Runnable onNewPartition;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "manticore-sink-partitions");
    private volatile SortedSet<Integer> known = Collections.emptySortedSet();
    private final OutageAlarm outage = new OutageAlarm();

    PartitionMonitor(PartitionSource partitions, Duration interval, Runnable onNewPartition) {
        this.partitions = partitions;
        this.interval = interval;
        this.onNewPartition = onNewPartition;
        thread.setDaemon(true);
    }

    /**
     * Looks once, then again and again.
     *
     * @return the partitions found now, if none of them was read with this prefix before
     */
    Set<Integer> start(String consumerPrefix) {
        look();
        Set<Integer> found = known;
        try {
            return partitions.anyRead(consumerPrefix, found) ? Set.of() : found;
        } catch (NatsUnavailableException | NatsFaultException e) {
            // Found later, they count as new and are read from their beginning: more than was asked for, not less.
            return Set.of();
        } finally {
            thread.start();
        }
    }

    SortedSet<Integer> known() {
        return known;
    }

    private void run() {
        boolean untold = false;
        try {
            while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                untold |= look();
                untold = untold && !tell();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the tasks will be dealt out again. */
    private boolean tell() {
        LOG.info("The stream has partitions {} now", known);
        try {
            onNewPartition.run();
            return true;
        } catch (RuntimeException e) {
            LOG.error("The tasks cannot be dealt out again for new partitions, will retry", e);
            return false;
        }
    }

    /** Returns whether there are new ones. One without events keeps its task: events may come again. */
    private boolean look() {
        try {
            SortedSet<Integer> all = new TreeSet<>(known);
            boolean grown = all.addAll(partitions.discover());
            known = Collections.unmodifiableSortedSet(all);
            if (outage.clear()) {
                LOG.info("Looking for new partitions again");
            }
            return grown;
        } catch (NatsUnavailableException | NatsFaultException e) {
            if (outage.raise()) {
                LOG.warn("Cannot look for new partitions, will retry: {}", e.getMessage());
            }
            return false;
        } catch (RuntimeException e) {
            // Nobody would miss this thread, and new partitions would never be read.
            if (outage.raise()) {
                LOG.error("Cannot look for new partitions for an unexpected reason, will retry", e);
            }
            return false;
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        partitions.close();
    }
}
