package io.millrace.manticore.registry;

import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import java.util.Map;
import java.util.Optional;

/** Notices when a table is missing or empty whose rows were written before, or lacks a column that it had. */
final class WatchedTables implements Tables {
    private final Tables tables;
    private final TargetReports reports;

    WatchedTables(Tables tables, TargetReports reports) {
        this.tables = tables;
        this.reports = reports;
    }

    @Override
    public Optional<TableSchema> find(String table) {
        Optional<TableSchema> found = tables.find(table);
        Optional<TableEntry> known = found.flatMap(schema -> reports.entryOf(table));
        known.filter(entry -> entry.getWritten() && tables.isEmpty(table)).ifPresent(reports::emptied);
        known.ifPresent(entry -> reports.found(entry, found.orElseThrow()));
        return found;
    }

    @Override
    public TableSchema create(TableSchema schema, Map<String, String> options) {
        Optional<TableEntry> entry = reports.entryOf(schema.table());
        Optional<TableEntry> known = entry.filter(TableEntry::getWritten);
        try {
            TableSchema created = tables.create(schema, options);
            known.ifPresent(reports::dropped);
            entry.ifPresent(each -> reports.created(each, created));
            return created;
        } catch (TableFaultException e) {
            throw known.map(each -> absent(each, e)).orElse(e);
        }
    }

    @Override
    public boolean isEmpty(String table) {
        return tables.isEmpty(table);
    }

    /** A table that Manticore could not save or open is back, and whole, after a restart. */
    private static TableFaultException absent(TableEntry entry, TableFaultException refusal) {
        return new TableFaultException(
                entry.getTarget(),
                "Table " + entry.getTarget() + " has rows of " + TableRegistry.tableOf(entry)
                        + ", but Manticore does not know it and refuses to create it: " + refusal.getMessage()
                        + ". See Manticore's log, mend the cause (a full disk, a damaged file) and restart it: the"
                        + " connector continues when the table is back",
                refusal);
    }

    @Override
    public TableSchema addColumn(TableSchema schema, String column, ManticoreType type) {
        // Another task may have added it.
        boolean missing =
                tables.find(schema.table()).filter(now -> now.has(column)).isEmpty();
        TableSchema changed = tables.addColumn(schema, column, type);
        reports.entryOf(schema.table()).ifPresent(entry -> {
            if (missing) {
                reports.added(entry, column);
            }
            reports.found(entry, changed);
        });
        return changed;
    }

    @Override
    public TableSchema widen(TableSchema schema, String column) {
        return tables.widen(schema, column);
    }

    @Override
    public Map<String, String> optionsMissing(String table, Map<String, String> options) {
        return tables.optionsMissing(table, options);
    }
}
