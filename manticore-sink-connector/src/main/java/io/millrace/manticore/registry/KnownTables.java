package io.millrace.manticore.registry;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.mapping.TableAdmission;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables of a sink as the registry has them, for checks: nothing is changed there. */
public final class KnownTables implements TableAdmission {
    private final Map<SourceTable, TableEntry> entries = new HashMap<>();

    public KnownTables(Collection<TableEntry> entries) {
        entries.forEach(entry -> this.entries.put(TableEntries.tableOf(entry), entry));
    }

    /** Gives tables the names in Manticore that they have already. */
    public void keepNames(MappingRules rules) {
        entries.forEach((table, entry) -> rules.keepName(table, entry.getTarget()));
    }

    public Collection<SourceTable> all() {
        return entries.keySet();
    }

    /** Those that are set aside under these rules. */
    public List<SourceTable> setAside(MappingRules rules) {
        return entries.values().stream()
                .filter(entry -> entry.getState() == TableState.SET_ASIDE)
                .filter(entry -> entry.getMapping().equals(rules.textOf(TableEntries.tableOf(entry))))
                .map(TableEntries::tableOf)
                .toList();
    }

    @Override
    public Map<String, String> nameColumns(SourceTable table, Map<String, String> names) {
        TableEntry entry = ColumnNameEntries.with(entries.getOrDefault(table, TableEntry.getDefaultInstance()), names);
        entries.replace(table, entry);
        return ColumnNameEntries.of(entry);
    }

    @Override
    public boolean admits(SourceTable table, int partition) {
        return true;
    }

    @Override
    public void claim(SourceTable table) {}

    @Override
    public boolean acceptsKey(SourceTable table, ChangeEvent event) {
        return true;
    }

    @Override
    public void setAside(SourceTable table, TableFaultException fault) {
        throw fault;
    }

    @Override
    public void passOver(SourceTable table, int partition, long sequence) {
        throw new IllegalStateException("A check passes over no events");
    }
}
