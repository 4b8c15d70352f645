package io.millrace.manticore.registry;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.mapping.ShadowTable;
import io.millrace.manticore.mapping.TableAdmission;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.stream.StreamContents;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of a sink as its tasks share them in the registry; for one thread. Everything that must outlive the task is
 * in the registry before a method returns.
 */
public final class RegisteredTables implements TableAdmission, TableStates {
    private static final Logger LOG = LoggerFactory.getLogger(RegisteredTables.class);

    private final TableRegistry registry;
    private final TableEntries entries;
    private final MappingRules rules;
    private final Tables manticore;
    private final boolean tolerant;
    private final TargetClaims claims;
    private final TableKeys keys;
    private final ColumnNameEntries columnNames;
    private final TargetReports reports;
    private final SetAsideTables setAside;
    private final Reactivation reactivation;
    private final ShadowTables shadows;

    /** @param tolerant whether a table that cannot be followed is set aside instead of stopping the task */
    public RegisteredTables(
            TableRegistry registry, MappingRules rules, Tables manticore, StreamContents stream, boolean tolerant) {
        this.registry = registry;
        this.entries = new TableEntries(registry, rules);
        this.rules = rules;
        this.manticore = manticore;
        this.tolerant = tolerant;
        this.claims = new TargetClaims(registry, rules, manticore, stream);
        this.keys = new TableKeys(entries, rules, manticore, stream);
        this.columnNames = new ColumnNameEntries(entries);
        this.reports = new TargetReports(registry, entries, rules);
        this.setAside = new SetAsideTables(registry, entries, rules, claims, stream);
        this.reactivation = new Reactivation(entries, registry, rules, claims, stream);
        this.shadows = new ShadowTables(entries, rules, keys, tolerant);
    }

    /** The tables in Manticore, for whoever creates them: it is noticed when one has to be created again. */
    public Tables manticore() {
        return new WatchedTables(manticore, reports);
    }

    /** Reads what other tasks, and commands, have changed. */
    public void readChanges() {
        entries.refresh();
    }

    /** The same, and finds the tables that can be followed again without a person. */
    public void refresh() {
        entries.refresh();
        claims.forgetStream();
        for (TableEntry entry : List.copyOf(entries.all())) {
            if (entry.getState() == TableState.SET_ASIDE && (isBack(entry) || keys.isSettled(entry))) {
                SourceTable table = TableRegistry.tableOf(entry);
                entries.update(
                        table,
                        now -> entries.active(now).toBuilder().clearMapping().build());
                LOG.info("Source table {} can be followed again", table);
            }
        }
    }

    /** Whether Manticore knows a table again that it could not open. */
    private boolean isBack(TableEntry entry) {
        return entry.getAbsent() && claims.exists(entry.getTarget());
    }

    /** How often a table in Manticore was found dropped or emptied. */
    public long countDamaged() {
        return reports.countDamaged();
    }

    /** How many tables of the sink are set aside. */
    public int countSetAside() {
        return entries.setAside();
    }

    @Override
    public boolean mustReopen(int partition) {
        return entries.isOutstanding(partition) || shadows.mustReopen(partition);
    }

    @Override
    public OptionalLong resumeFrom(int partition, long floor) {
        reports.forgetWritten();
        claims.forgetStream();
        OptionalLong from = reactivation.resumeFrom(partition, floor);
        shadows.open();
        return from;
    }

    @Override
    public void reopened(int partition) {
        reactivation.reopened(partition);
        shadows.opened(partition);
    }

    @Override
    public boolean admits(SourceTable table, int partition) {
        if (shadows.isHeld(table, partition)) {
            return false;
        }
        Optional<TableEntry> entry = entries.find(table);
        if (entry.isEmpty()) {
            return true;
        }
        if (!SetAsideTables.contains(entry.get())) {
            return TableEntries.passedOver(entry.get(), partition).isEmpty();
        }
        if (!tolerant && shadows.shadowOf(table, partition).isEmpty()) {
            throw setAside.fault(table, entry.get());
        }
        setAside.tell(table, entry.get());
        return false;
    }

    @Override
    public Optional<ShadowTable> shadowOf(SourceTable table, int partition) {
        return shadows.shadowOf(table, partition);
    }

    @Override
    public void claim(SourceTable table) {
        String mapping = rules.textOf(table);
        TableEntry before = entries.find(table).or(() -> registry.find(table)).orElse(TableEntry.getDefaultInstance());
        rules.keepName(table, before.getTarget());
        String target = rules.targetOf(table);
        if (before.getState() == TableState.ACTIVE
                && before.getTarget().equals(target)
                && before.getMapping().equals(mapping)) {
            return;
        }
        claims.claim(table);
        TableEntry after = entries.update(
                table,
                entry -> SetAsideTables.contains(entry)
                        ? entry
                        : forTarget(target, entries.active(entry)).toBuilder()
                                .setMapping(mapping)
                                .build());
        if (SetAsideTables.contains(after)) {
            throw setAside.fault(table, after);
        }
        setAside.remove(table);
        if (before.getWritten() && !before.getTarget().equals(target)) {
            reports.moved(table, before.getTarget(), target);
        }
    }

    @Override
    public Map<String, String> nameColumns(SourceTable table, Map<String, String> names) {
        return columnNames.put(table, names);
    }

    /** What is known of another table in Manticore does not hold for this one. */
    private static TableEntry forTarget(String target, TableEntry entry) {
        return entry.getTarget().equals(target)
                ? entry
                : entry.toBuilder()
                        .setTarget(target)
                        .clearWritten()
                        .clearColumn()
                        .build();
    }

    @Override
    public boolean acceptsKey(SourceTable table, ChangeEvent event) {
        return keys.accepts(table, event);
    }

    @Override
    public void setAside(SourceTable table, TableFaultException fault) {
        if (!tolerant && !entries.rebuilt().containsKey(table)) {
            throw fault;
        }
        setAside.add(table, fault);
    }

    @Override
    public void setAside(TableFaultException fault) {
        if (shadows.contains(fault.table())) {
            shadows.fail(fault.table(), String.valueOf(fault.getMessage()));
            return;
        }
        TableEntry owner = reports.entryOf(fault.table()).orElseThrow(() -> fault);
        setAside(TableRegistry.tableOf(owner), fault);
    }

    @Override
    public void passOver(SourceTable table, int partition, long sequence) {
        setAside.passOver(table, partition, sequence);
    }

    @Override
    public void wrote(Set<String> targets) {
        targets.forEach(reports::wrote);
    }

    @Override
    public void emptied(Set<String> targets) {
        targets.forEach(target -> {
            reports.entryOf(target).ifPresent(reports::emptied);
            shadows.fail(target, "Rows of table " + target + " were removed in Manticore, and not by this connector");
        });
    }

    @Override
    public boolean isOfFailedRebuild(String target, String reason) {
        boolean failed = !tolerant && shadows.contains(target);
        if (failed) {
            shadows.fail(target, "A row does not fit: " + reason);
        }
        return failed;
    }

    @Override
    public void markToBeAudited(String target, String reason) {
        shadows.fail(target, reason);
        reports.entryOf(target).ifPresent(entry -> registry.markToBeAudited(TableRegistry.tableOf(entry), reason));
    }
}
