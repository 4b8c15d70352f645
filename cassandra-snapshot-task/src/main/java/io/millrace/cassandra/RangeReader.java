package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.cassandra.publish.PublishBatch;
import io.millrace.cassandra.ring.TokenRange;
import io.millrace.cassandra.row.RejectedRowException;
import io.millrace.cassandra.row.SnapshotEvent;
import io.millrace.cassandra.state.RangeCounts;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Publishes the rows of one token range of one table, then records that the range is in the stream. */
final class RangeReader {
    private static final long SHORTEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final TableSnapshot table;
    private final TokenRange range;
    private final SnapshotContext context;
    private long rows;
    private long rejected;
    private long bytes;
    private long lastToken;

    RangeReader(TableSnapshot table, TokenRange range, SnapshotContext context) {
        this.table = table;
        this.range = range;
        this.context = context;
        lastToken = range.start();
    }

    /** Reads the range. After the stop signal, ends with the current page and records the tokens that were read completely. */
    void run() throws InterruptedException, IOException, JetStreamApiException {
        PublishBatch batch = context.writer().open();
        PageReader pages = table.queries().open(range, context.stop());
        boolean complete = false;
        for (Optional<AsyncResultSet> page = pages.next(); page.isPresent(); page = pages.next()) {
            for (Row row : page.get().currentPage()) {
                awaitTurn();
                send(row, batch);
            }
            complete = !page.get().hasMorePages();
        }
        batch.await();
        if (complete) {
            record(range);
            context.progress().rangeDone();
        } else if (lastToken > range.start() + 1) {
            // The partition of the last row may continue on the next page.
            record(new TokenRange(range.start(), lastToken - 1));
        }
    }

    private void awaitTurn() throws InterruptedException {
        long nanos = context.rate().reserve(1);
        // Shorter waits add up until they are worth a sleep.
        if (nanos > SHORTEST_SLEEP_NANOS) {
            context.stop().sleep(nanos);
        }
    }

    private void send(Row row, PublishBatch batch) throws InterruptedException, IOException, JetStreamApiException {
        lastToken = table.converter().token(row);
        try {
            Optional<SnapshotEvent> event = table.converter().convert(row);
            if (event.isEmpty()) {
                return;
            }
            long size = context.sizeLimit().requireFits(event.get());
            batch.send(event.get());
            rows++;
            bytes += size;
            context.progress().row(size);
        } catch (RejectedRowException e) {
            reject(row, String.valueOf(e.getMessage()));
        }
    }

    private void reject(Row row, String reason) throws IOException, JetStreamApiException {
        context.deadLetters().add(table.name(), table.converter().keyText(row), lastToken, reason);
        rejected++;
        context.progress().rejected();
    }

    private void record(TokenRange done) throws IOException, JetStreamApiException {
        table.entry().finished(done, new RangeCounts(rows, rejected, bytes));
    }
}
