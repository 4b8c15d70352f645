package io.millrace.benchmark.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.concurrent.Semaphore;

/** A table of orders with eleven columns and about 200 bytes per row. */
final class OrderRows {
    static final String KEYSPACE = "bench";

    private static final int WINDOW = 256;
    private static final long FIRST_ORDER_MS = 1_700_000_000_000L;

    private OrderRows() {}

    static void fill(CqlSession session, String table, int rows) throws InterruptedException {
        session.execute("CREATE KEYSPACE IF NOT EXISTS " + KEYSPACE
                + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        session.execute("CREATE TABLE bench." + table + " (id bigint PRIMARY KEY, customer bigint, status text,"
                + " total decimal, currency ascii, placed timestamp, note text, lines int, weight double, paid boolean,"
                + " country text)");
        PreparedStatement insert = session.prepare("INSERT INTO bench." + table
                + " (id, customer, status, total, currency, placed, note, lines, weight, paid, country)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        Semaphore window = new Semaphore(WINDOW);
        for (int i = 0; i < rows; i++) {
            window.acquire();
            session.executeAsync(insert.bind(
                            (long) i,
                            i * 7919L % 100_000,
                            "status " + i % 5,
                            new BigDecimal(BigInteger.valueOf(i * 37L), 2),
                            "EUR",
                            Instant.ofEpochMilli(FIRST_ORDER_MS + i),
                            "A note of a sentence or so on order number " + i + ", as somebody might write it.",
                            i % 9,
                            i * 0.37,
                            i % 3 == 0,
                            "DE"))
                    .whenComplete((done, failed) -> window.release());
        }
        window.acquire(WINDOW);
    }
}
