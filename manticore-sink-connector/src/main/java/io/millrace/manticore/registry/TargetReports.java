package io.millrace.manticore.registry;

import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is seen of tables in Manticore: that they were written, and that somebody else has changed them. */
final class TargetReports {
    private static final Logger LOG = LoggerFactory.getLogger(TargetReports.class);

    private final TableRegistry registry;
    private final TableEntries entries;
    private final MappingRules rules;
    /** Those whose entries say that they were written. */
    private final Set<String> written = new HashSet<>();

    private long damaged;

    TargetReports(TableRegistry registry, TableEntries entries, MappingRules rules) {
        this.registry = registry;
        this.entries = entries;
        this.rules = rules;
    }

    /** The source table that goes to a table in Manticore, if it has claimed it. */
    Optional<TableEntry> entryOf(String target) {
        return entries.all().stream()
                .filter(entry -> entry.getTarget().equals(target)
                        && rules.targetOf(TableRegistry.tableOf(entry)).equals(target))
                .findFirst();
    }

    void wrote(String target) {
        if (!written.contains(target)) {
            entryOf(target)
                    .filter(entry -> !entry.getWritten())
                    .ifPresent(entry -> entries.update(
                            TableRegistry.tableOf(entry),
                            now -> now.toBuilder().setWritten(true).build()));
            written.add(target);
        }
    }

    /** Others may have changed the entries. */
    void forgetWritten() {
        written.clear();
    }

    void dropped(TableEntry entry) {
        SourceTable table = TableRegistry.tableOf(entry);
        damaged(
                table,
                "Table " + entry.getTarget() + " was dropped in Manticore and is created again: rows of " + table
                        + " that have not changed since are missing");
    }

    void emptied(TableEntry entry) {
        SourceTable table = TableRegistry.tableOf(entry);
        damaged(
                table,
                "Rows of table " + entry.getTarget() + " were removed in Manticore, and not by this connector: rows of "
                        + table + " that have not changed since are missing");
    }

    /** Manticore has the table so: compares it with what it was, and remembers it. */
    void found(TableEntry entry, TableSchema schema) {
        if (entry.getWritten()) {
            new ColumnMemory(entry)
                    .changeIn(schema)
                    .ifPresent(change -> damaged(
                            TableRegistry.tableOf(entry),
                            change + " in Manticore, and not by this connector: rows that have not changed since lack"
                                    + " their values"));
        }
        if (!new ColumnMemory(entry).with(schema).equals(entry.getColumnList())) {
            remember(entry, now -> new ColumnMemory(now).with(schema));
        }
    }

    void created(TableEntry entry, TableSchema schema) {
        if (!ColumnMemory.of(schema).equals(entry.getColumnList())) {
            remember(entry, now -> ColumnMemory.of(schema));
        }
    }

    /** A column was missing, and was added. */
    void added(TableEntry entry, String column) {
        if (entry.getWritten() && new ColumnMemory(entry).knows(column)) {
            damaged(
                    TableRegistry.tableOf(entry),
                    "Column " + column + " of table " + entry.getTarget()
                            + " was dropped in Manticore and is added again: rows that have not changed since lack its"
                            + " values");
        }
    }

    private void remember(TableEntry entry, Function<TableEntry, List<String>> columns) {
        entries.update(
                TableRegistry.tableOf(entry),
                now -> now.toBuilder()
                        .clearColumn()
                        .addAllColumn(columns.apply(now))
                        .build());
    }

    void moved(SourceTable table, String from, String to) {
        damaged(
                table,
                "Source table " + table + " goes to table " + to + " now, and went to " + from
                        + " before: rows that have not changed since are missing in " + to);
    }

    private void damaged(SourceTable table, String what) {
        damaged++;
        LOG.warn("{}. Rebuild the table (docs/mapping.md), or have it audited", what);
        registry.markToBeAudited(table, what);
    }

    long countDamaged() {
        return damaged;
    }
}
