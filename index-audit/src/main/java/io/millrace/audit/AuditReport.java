package io.millrace.audit;

import java.util.List;

/** What the audit of several tables found. */
public record AuditReport(List<TableReport> tables) {
    public AuditReport {
        tables = List.copyOf(tables);
    }

    /** Whether every table was compared as a whole, and nothing differs; never for no table at all. */
    public boolean isEqual() {
        return !tables.isEmpty() && tables.stream().allMatch(TableReport::isEqual);
    }

    /** Whether every table was compared as a whole. */
    public boolean isComplete() {
        return tables.stream().allMatch(TableReport::isComplete);
    }
}
