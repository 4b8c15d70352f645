package io.millrace.benchmark.pipeline;

import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import io.millrace.benchmark.orders.OrdersTable;
import io.millrace.local.MySqlAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** From the commit of a row until a search finds it, while others are inserted at a steady rate. */
final class LatencyRun implements Variant {
    private static final int TRANSACTIONS_A_SECOND = 100;
    private static final int LONGEST_PAUSE_MS = 150;

    private final MySqlAddress mysql;
    private final Searches searches;
    private final Stages stages;
    private final AtomicLong nextOrder;
    private final int rowsPerSecond;
    private final int seconds;

    /** @param nextOrder the number of the next order that is inserted, shared by all runs */
    LatencyRun(
            MySqlAddress mysql,
            Searches searches,
            Stages stages,
            AtomicLong nextOrder,
            int rowsPerSecond,
            int seconds) {
        this.mysql = mysql;
        this.searches = searches;
        this.stages = stages;
        this.nextOrder = nextOrder;
        this.rowsPerSecond = rowsPerSecond;
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return rowsPerSecond == 0 ? "nothing else going on" : "%,d rows/s".formatted(rowsPerSecond);
    }

    static String percentile(String run, int percentile) {
        return "From commit to searchable, " + run + ": p" + percentile;
    }

    @Override
    public void measure(Figures figures) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long first = nextOrder.get();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> insert(end));
        List<Stages.Probe> probes = probe(end);
        load.join();
        List<Long> times = probes.stream()
                .map(each -> Duration.between(each.committed(), each.found()).toNanos())
                .sorted()
                .toList();
        for (int percentile : List.of(50, 90, 99)) {
            figures.add(percentile(name(), percentile), "ms", at(times, percentile) / 1e6);
        }
        if (rowsPerSecond > 0) {
            figures.add(
                    "From commit to searchable, %s: rows inserted".formatted(name()),
                    "rows/s",
                    (double) (nextOrder.get() - first) / seconds);
        }
        stages.add(name(), probes, figures);
    }

    /** One row after the other. */
    private List<Stages.Probe> probe(long end) throws Exception {
        List<Stages.Probe> probes = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(rowsPerSecond);
        try (Connection connection = OrdersTable.connect(mysql)) {
            while (System.nanoTime() < end) {
                long number = nextOrder.getAndIncrement();
                OrdersTable.insert(connection, number, number);
                Instant committed = Instant.now();
                searches.awaitOrder(number);
                probes.add(new Stages.Probe(number, committed, Instant.now()));
                TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MS));
            }
        }
        return probes;
    }

    private void insert(long end) {
        int rows = rowsPerSecond / TRANSACTIONS_A_SECOND;
        if (rows == 0) {
            return;
        }
        try (Connection connection = OrdersTable.connect(mysql)) {
            long next = System.nanoTime();
            while (next < end) {
                long number = nextOrder.getAndAdd(rows);
                OrdersTable.insert(connection, number, number + rows - 1);
                next += TimeUnit.SECONDS.toNanos(1) / TRANSACTIONS_A_SECOND;
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot insert orders", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long at(List<Long> sorted, int percentile) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percentile / 100));
    }
}
