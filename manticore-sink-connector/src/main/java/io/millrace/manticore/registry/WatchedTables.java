package io.millrace.manticore.registry;

import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import io.millrace.nats.TableEntry;
import java.util.Map;
import java.util.Optional;

/** Notices when a table is missing or empty whose rows were written before. */
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
        if (found.isPresent()) {
            reports.entryOf(table)
                    .filter(entry -> entry.getWritten() && tables.isEmpty(table))
                    .ifPresent(reports::emptied);
        }
        return found;
    }

    @Override
    public TableSchema create(TableSchema schema, Map<String, String> options) {
        Optional<TableEntry> known = reports.entryOf(schema.table()).filter(TableEntry::getWritten);
        try {
            TableSchema created = tables.create(schema, options);
            known.ifPresent(reports::dropped);
            return created;
        } catch (TableFaultException e) {
            throw known.map(entry -> absent(entry, e)).orElse(e);
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
                "Table " + entry.getTarget() + " has rows of " + TableEntries.tableOf(entry)
                        + ", but Manticore does not know it and refuses to create it: " + refusal.getMessage()
                        + ". See Manticore's log, mend the cause (a full disk, a damaged file) and restart it: the"
                        + " connector continues when the table is back",
                refusal);
    }

    @Override
    public TableSchema addColumn(TableSchema schema, String column, ManticoreType type) {
        return tables.addColumn(schema, column, type);
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
