package io.millrace.manticore.registry;

import io.millrace.event.SourceTable;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices when a table has to be created that was there before: somebody has dropped it. */
final class WatchedTables implements Tables {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedTables.class);

    private final Tables tables;
    private final TableEntries entries;
    private final TableRegistry registry;

    WatchedTables(Tables tables, TableEntries entries, TableRegistry registry) {
        this.tables = tables;
        this.entries = entries;
        this.registry = registry;
    }

    @Override
    public Optional<TableSchema> find(String table) {
        Optional<TableSchema> found = tables.find(table);
        found.ifPresent(schema -> exists(table));
        return found;
    }

    @Override
    public TableSchema create(TableSchema schema, Map<String, String> options) {
        Optional<TableEntry> dropped = entryOf(schema.table()).filter(TableEntry::getWritten);
        TableSchema created = tables.create(schema, options);
        dropped.ifPresentOrElse(this::warn, () -> exists(schema.table()));
        return created;
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

    private void exists(String table) {
        entryOf(table)
                .filter(entry -> !entry.getWritten())
                .ifPresent(entry -> entries.update(
                        TableEntries.tableOf(entry),
                        now -> now.toBuilder().setWritten(true).build()));
    }

    private void warn(TableEntry entry) {
        SourceTable table = TableEntries.tableOf(entry);
        String what = "Table " + entry.getTarget() + " was dropped in Manticore and is created again: rows of " + table
                + " that have not changed since are missing in it";
        LOG.warn("{}. Rebuild it (docs/mapping.md), or have it audited", what);
        registry.markToBeAudited(table, what);
    }

    private Optional<TableEntry> entryOf(String target) {
        return entries.all().stream()
                .filter(entry -> entry.getTarget().equals(target))
                .findFirst();
    }
}
