package io.millrace.manticore;

import io.millrace.manticore.stream.PartitionDiscovery;
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

    private final PartitionDiscovery partitions;
    private final Duration interval;
    private final Runnable onNewPartition;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "manticore-sink-partitions");
    private volatile SortedSet<Integer> known = Collections.emptySortedSet();
    private final OutageAlarm outage = new OutageAlarm();

    PartitionMonitor(PartitionDiscovery partitions, Duration interval, Runnable onNewPartition) {
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
        try {
            while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                if (look()) {
                    LOG.info("The stream has partitions {} now", known);
                    onNewPartition.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        partitions.close();
    }
}
