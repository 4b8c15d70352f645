package io.millrace.manticore.mapping;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Column;
import io.millrace.event.InvalidEventException;
import io.millrace.event.Row;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.IndexFaultException;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.rules.MappingRules;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Finds what would stop a connector with these rules, without changing anything in Manticore. */
public final class MappingCheck {
    private final MappingRules rules;
    private final Tables tables;
    private final TableAdmission known;
    private final BiConsumer<String, String> faults;
    private final Set<String> checked = new HashSet<>();
    private final Map<String, SourceTable> sourceByTarget = new HashMap<>();

    /**
     * Creates a check.
     *
     * @param known what is known of the names of columns
     * @param faults called with the setting of the table and the text of each fault
     */
    public MappingCheck(MappingRules rules, Tables tables, TableAdmission known, BiConsumer<String, String> faults) {
        this.rules = rules;
        this.tables = new PlannedTables(tables);
        this.known = known;
        this.faults = faults;
    }

    /** Leaves a table unchecked. */
    public void leaveOut(SourceTable table) {
        checked.add(MappingRules.settingOf(table));
    }

    /** Checks the table of an event, unless an earlier event did, or this one has no columns. */
    public void ofEvent(SourceTable source, byte[] data) {
        String setting = MappingRules.settingOf(source);
        ChangeEvent event = read(data);
        if (!event.hasAfter() || !event.hasKey() || !checked.add(setting)) {
            return;
        }
        TableMapper table = mapper(setting, source, event);
        attempt(setting, () -> table.requireId(event.getKey()));
        attempt(setting, () -> table.open(event.getAfter(), event.getKey()));
        if (table.isOpen()) {
            for (Column column : event.getAfter().getColumnsList()) {
                attempt(setting, () -> table.prepare(column, event.getAfter(), event.getKey()));
            }
        }
    }

    /**
     * Checks the tables with settings of their own of which there was no event, if they exist in Manticore.
     *
     * @param seen the source tables that the sink has met
     */
    public void ofSettings(Collection<SourceTable> seen) {
        rules.tables().forEach((setting, mapping) -> {
            if (checked.add(setting)) {
                SourceTable source = seen.stream()
                        .filter(each -> MappingRules.settingOf(each).equals(setting))
                        .findFirst()
                        .orElseGet(() -> MappingRules.tableOf(setting).orElseThrow());
                TableMapper table = mapper(setting, source, ChangeEvent.getDefaultInstance());
                attempt(setting, () -> table.open(Row.getDefaultInstance(), Row.getDefaultInstance()));
                if (table.isOpen()) {
                    mapping.columns().keySet().forEach(column -> attempt(setting, () -> table.requireTypes(column)));
                }
            }
        });
    }

    private TableMapper mapper(String setting, SourceTable source, ChangeEvent event) {
        TableMapper table = TableMapper.of(source, rules, tables, known, event);
        SourceTable other = sourceByTarget.putIfAbsent(table.target(), source);
        if (other != null) {
            faults.accept(setting, "Source table " + other + " maps to table " + table.target() + " too");
        }
        return table;
    }

    private static ChangeEvent read(byte[] data) {
        try {
            return ChangeEvents.parse(data);
        } catch (InvalidEventException e) {
            // It will be a dead letter, and shows nothing about the table.
            return ChangeEvent.getDefaultInstance();
        }
    }

    private void attempt(String setting, Runnable step) {
        try {
            step.run();
        } catch (IndexFaultException e) {
            faults.accept(setting, String.valueOf(e.getMessage()));
        }
    }
}
