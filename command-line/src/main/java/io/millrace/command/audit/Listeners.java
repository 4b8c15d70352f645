package io.millrace.command.audit;

import io.millrace.audit.AuditListener;
import io.millrace.audit.Difference;
import io.millrace.audit.TableReport;
import io.millrace.event.SourceTable;

/** Passes everything to two others, one call after the other. */
final class Listeners implements AuditListener {
    private final AuditListener first;
    private final AuditListener second;

    Listeners(AuditListener first, AuditListener second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public synchronized void found(Difference difference) {
        first.found(difference);
        second.found(difference);
    }

    @Override
    public synchronized void compared(SourceTable table, int rows) {
        first.compared(table, rows);
        second.compared(table, rows);
    }

    @Override
    public synchronized void finished(TableReport report) {
        second.finished(report);
        first.finished(report);
    }
}
