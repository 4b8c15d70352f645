package io.millrace.manticore.registry;

import io.millrace.event.SourceTable;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of tables in Manticore that somebody else has changed, and marks their source tables to be audited. */
final class DamageReports {
    private static final Logger LOG = LoggerFactory.getLogger(DamageReports.class);

    private final TableRegistry registry;
    private long count;

    DamageReports(TableRegistry registry) {
        this.registry = registry;
    }

    void dropped(TableEntry entry) {
        SourceTable table = TableEntries.tableOf(entry);
        report(
                table,
                "Table " + entry.getTarget() + " was dropped in Manticore and is created again: rows of " + table
                        + " that have not changed since are missing");
    }

    void emptied(TableEntry entry) {
        SourceTable table = TableEntries.tableOf(entry);
        report(
                table,
                "Rows of table " + entry.getTarget() + " were removed in Manticore, and not by this connector: rows of "
                        + table + " that have not changed since are missing");
    }

    void report(SourceTable table, String what) {
        count++;
        LOG.warn("{}. Rebuild the table (docs/mapping.md), or have it audited", what);
        registry.markToBeAudited(table, what);
    }

    long count() {
        return count;
    }
}
