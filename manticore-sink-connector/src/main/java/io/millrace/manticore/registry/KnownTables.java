package io.millrace.manticore.registry;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.mapping.TableAdmission;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of a sink as the registry has them at one moment, for those who map rows as the sink does; changes nothing there. */
public final class KnownTables implements TableAdmission {
    private final Map<SourceTable, TableEntry> entries = new HashMap<>();
    private final MappingRules rules;

    /**
     * @param entries those of the sink
     * @param rules are made to give tables the names that they have already, and the mapping that they were rebuilt with
     */
    public KnownTables(Collection<TableEntry> entries, MappingRules rules) {
        this.rules = rules;
        entries.forEach(entry -> {
            this.entries.put(TableRegistry.tableOf(entry), entry);
            rules.keepName(TableRegistry.tableOf(entry), entry.getTarget());
            TableEntries.followMapping(entry, rules);
        });
    }

    public Collection<SourceTable> all() {
        return entries.keySet();
    }

    /** What the sink knows of a table; empty before its first event. */
    public Optional<TableEntry> find(SourceTable table) {
        return Optional.ofNullable(entries.get(table));
    }

    /** Those that are set aside under these rules. */
    public List<SourceTable> setAside() {
        return entries.values().stream()
                .filter(entry -> entry.getState() == TableState.SET_ASIDE)
                .filter(entry -> entry.getMapping().equals(rules.textOf(TableRegistry.tableOf(entry))))
                .map(TableRegistry::tableOf)
                .toList();
    }

    /** Remembered names stay; others follow from the row. */
    @Override
    public Map<String, String> nameColumns(SourceTable table, Map<String, String> names) {
        TableEntry entry = ColumnNameEntries.with(find(table).orElse(TableEntry.getDefaultInstance()), names);
        entries.replace(table, entry);
        return ColumnNameEntries.of(entry);
    }

    @Override
    public boolean admits(SourceTable table, int partition) {
        return find(table)
                .filter(entry -> entry.getState() != TableState.ACTIVE)
                .isEmpty();
    }

    @Override
    public void claim(SourceTable table) {}

    @Override
    public boolean acceptsKey(SourceTable table, ChangeEvent event) {
        KeyShape shape = KeyShape.of(event.getKey());
        find(table)
                .filter(entry -> entry.getKeyCount() > 0)
                .map(entry -> new KeyShape(entry.getKeyList()))
                .filter(known -> !shape.hasKindsOf(known))
                .ifPresent(known -> {
                    throw new TableFaultException(
                            find(table).orElseThrow().getTarget(),
                            "The key of source table " + table + " was " + known + " and is " + shape
                                    + ", so that the rows have other documents than before; rebuild the table"
                                    + " (docs/mapping.md, \"When the primary key was redefined\")");
                });
        return true;
    }

    @Override
    public void setAside(SourceTable table, TableFaultException fault) {
        throw fault;
    }

    @Override
    public void passOver(SourceTable table, int partition, long sequence) {
        throw new IllegalStateException("Nothing is passed over by those who only map rows");
    }
}
