package io.millrace.audit;

import io.millrace.event.SourceTable;
import io.millrace.pace.RateLimit;
import java.util.concurrent.TimeUnit;

/** Keeps several walks within one number of rows per second, and reports how they proceed. */
final class Pace {
    private static final long SHORT_NANOS = 1_000_000;

    private final RateLimit limit;
    private final AuditListener listener;

    Pace(RateLimit limit, AuditListener listener) {
        this.limit = limit;
        this.listener = listener;
    }

    /** Called after rows or documents were read. */
    void read(SourceTable table, int rows) throws InterruptedException {
        listener.compared(table, rows);
        long wait = limit.reserve(rows);
        if (wait > SHORT_NANOS) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }
}
