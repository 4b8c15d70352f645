package io.millrace.benchmark.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Reads a table and discards the rows, in its own JVM like the job, and prints rows per second. */
final class ScanProgram {
    private static final int PAGE = 1000;

    private ScanProgram() {}

    /** @param arguments contact point, table, ranges, ranges read in parallel; 0 ranges for one {@code SELECT *} */
    public static void main(String[] arguments) throws InterruptedException {
        String table = arguments[1];
        int ranges = Integer.parseInt(arguments[2]);
        int parallelism = Integer.parseInt(arguments[3]);
        try (CqlSession session = CassandraSession.open(arguments[0])) {
            Queue<BoundStatement> statements = new ConcurrentLinkedQueue<>(statements(session, table, ranges));
            LongAdder rows = new LongAdder();
            List<Thread> threads = new ArrayList<>();
            long begin = System.nanoTime();
            for (int i = 0; i < parallelism; i++) {
                Thread thread = new Thread(() -> scan(session, statements, rows));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println(rows.sum() / ((System.nanoTime() - begin) / 1e9));
        }
    }

    private static List<BoundStatement> statements(CqlSession session, String table, int ranges) {
        if (ranges == 0) {
            return List.of(
                    session.prepare("SELECT * FROM bench." + table).bind().setPageSize(PAGE));
        }
        PreparedStatement select =
                session.prepare("SELECT * FROM bench." + table + " WHERE token(id) > ? AND token(id) <= ?");
        List<BoundStatement> statements = new ArrayList<>();
        long width = Long.divideUnsigned(-1L, ranges);
        for (int i = 0; i < ranges; i++) {
            long start = Long.MIN_VALUE + width * i;
            long end = i == ranges - 1 ? Long.MAX_VALUE : start + width;
            statements.add(select.bind(start, end).setPageSize(PAGE));
        }
        return statements;
    }

    private static void scan(CqlSession session, Queue<BoundStatement> statements, LongAdder rows) {
        for (BoundStatement statement = statements.poll(); statement != null; statement = statements.poll()) {
            AsyncResultSet page = join(session.executeAsync(statement));
            while (page.hasMorePages()) {
                CompletionStage<AsyncResultSet> next = page.fetchNextPage();
                count(page, rows);
                page = join(next);
            }
            count(page, rows);
        }
    }

    private static void count(AsyncResultSet page, LongAdder rows) {
        for (Row row : page.currentPage()) {
            rows.add(row.size() > 0 ? 1 : 0);
        }
    }

    private static AsyncResultSet join(CompletionStage<AsyncResultSet> page) {
        return page.toCompletableFuture().join();
    }
}
