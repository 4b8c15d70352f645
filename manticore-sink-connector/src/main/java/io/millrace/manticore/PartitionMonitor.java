package io.millrace.manticore;

import io.millrace.manticore.stream.PartitionDiscovery;
import io.millrace.manticore.stream.StreamUnavailableException;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches for partitions that the stream did not have before. A thread of its own, since Connect gives connectors none. */
final class PartitionMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionMonitor.class);

    private final PartitionDiscovery partitions;
    private final Duration interval;
    private final Runnable onNewPartition;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "manticore-sink-partitions");
    private volatile SortedSet<Integer> known = Collections.emptySortedSet();
    private boolean away;

    PartitionMonitor(PartitionDiscovery partitions, Duration interval, Runnable onNewPartition) {
        this.partitions = partitions;
        this.interval = interval;
        this.onNewPartition = onNewPartition;
        thread.setDaemon(true);
    }

    /**
     * Looks once, then goes on looking.
     *
     * @return the partitions found now, if none of them was read under this name before
     */
    Set<Integer> start(String consumerPrefix) {
        look();
        Set<Integer> found = known;
        try {
            return partitions.anyRead(consumerPrefix, found) ? Set.of() : found;
        } catch (StreamUnavailableException e) {
            // Found later, they count as new and are read from their beginning: more than was asked for, never less.
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

    /** Returns whether there are new ones. One without events keeps its reader: events may come again. */
    private boolean look() {
        try {
            SortedSet<Integer> all = new TreeSet<>(known);
            boolean grown = all.addAll(partitions.discover());
            known = Collections.unmodifiableSortedSet(all);
            away = false;
            return grown;
        } catch (StreamUnavailableException e) {
            if (!away) {
                LOG.warn("New partitions are not seen for now: {}", e.getMessage());
                away = true;
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
