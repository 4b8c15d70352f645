package io.millrace.manticore.registry;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.mapping.TableAdmission;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.stream.StreamContents;
import io.millrace.nats.PassedOver;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import java.util.HashSet;
import java.util.List;
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
    private final TargetClaims claims;
    private final TableKeys keys;
    private final Reactivation reactivation;
    private final StreamContents stream;
    private final Tables manticore;
    private final Tables live;
    private final DamageReports damage;
    /** Tables in Manticore whose entries say that they were written. */
    private final Set<String> written = new HashSet<>();

    private final boolean tolerant;
    /** The set-aside tables that the log has named. */
    private final Set<SourceTable> told = new HashSet<>();

    /** @param tolerant whether a table that cannot be followed is set aside instead of stopping the task */
    public RegisteredTables(
            TableRegistry registry, MappingRules rules, Tables manticore, StreamContents stream, boolean tolerant) {
        this.registry = registry;
        this.entries = new TableEntries(registry);
        this.rules = rules;
        this.stream = stream;
        this.tolerant = tolerant;
        this.damage = new DamageReports(registry);
        this.manticore = new WatchedTables(manticore, entries, damage);
        this.live = manticore;
        this.claims = new TargetClaims(registry, rules, manticore, stream);
        this.keys = new TableKeys(entries, rules, manticore, stream);
        this.reactivation = new Reactivation(entries, registry, rules, claims, manticore, stream);
    }

    /** The tables in Manticore, for whoever creates them: it is noticed when one has to be created again. */
    public Tables manticore() {
        return manticore;
    }

    /** Reads what other tasks have changed, and finds the tables that can be followed again without a person. */
    public void refresh() {
        entries.refresh();
        for (TableEntry entry : List.copyOf(entries.all())) {
            if (entry.getState() == TableState.SET_ASIDE && (isBack(entry) || keys.isSettled(entry))) {
                SourceTable table = TableEntries.tableOf(entry);
                entries.update(
                        table,
                        now -> entries.active(now).toBuilder().clearMapping().build());
                LOG.info("Source table {} can be followed again", table);
            }
        }
    }

    /** Whether Manticore knows a table again that it could not open. */
    private boolean isBack(TableEntry entry) {
        return entry.getAbsent() && live.find(entry.getTarget()).isPresent();
    }

    /** How often a table in Manticore was found dropped or emptied. */
    public long countDamaged() {
        return damage.count();
    }

    /** How many tables of the sink are set aside. */
    public int countSetAside() {
        return entries.setAside();
    }

    @Override
    public boolean mustReopen(int partition) {
        return entries.isOutstanding(partition);
    }

    @Override
    public OptionalLong resumeFrom(int partition, long floor) {
        written.clear();
        return reactivation.resumeFrom(partition, floor);
    }

    @Override
    public void reopened(int partition) {
        reactivation.reopened(partition);
    }

    @Override
    public boolean admits(SourceTable table, int partition) {
        Optional<TableEntry> entry = entries.find(table);
        if (entry.isEmpty()) {
            return true;
        }
        if (isSetAside(entry.get())) {
            if (!tolerant) {
                throw fault(table, entry.get());
            }
            if (told.add(table)) {
                LOG.warn("{}", fault(table, entry.get()).getMessage());
            }
            return false;
        }
        return TableEntries.passedOver(entry.get(), partition).isEmpty();
    }

    @Override
    public void claim(SourceTable table) {
        told.remove(table);
        String target = rules.targetOf(table);
        String mapping = rules.textOf(table);
        TableEntry before = entries.find(table)
                .filter(entry -> !entry.getMapping().isEmpty())
                .or(() -> registry.find(table))
                .orElse(TableEntry.getDefaultInstance());
        boolean claimed = before.getState() == TableState.ACTIVE
                && before.getTarget().equals(target)
                && before.getMapping().equals(mapping);
        if (!claimed) {
            claims.claim(table);
        }
        boolean moved = before.getWritten() && !before.getTarget().equals(target);
        TableEntry after = entries.update(
                table,
                entry -> isSetAside(entry)
                        ? entry
                        : entries.active(entry).toBuilder()
                                .setTarget(target)
                                .setMapping(mapping)
                                .build());
        if (isSetAside(after)) {
            throw fault(table, after);
        }
        if (moved) {
            damage.report(
                    table,
                    "Source table " + table + " goes to table " + target + " now, and went to " + before.getTarget()
                            + " before: rows that have not changed since are missing in " + target);
        }
    }

    @Override
    public boolean acceptsKey(SourceTable table, ChangeEvent event) {
        return keys.accepts(table, event);
    }

    @Override
    public void setAside(SourceTable table, TableFaultException fault) {
        if (!tolerant) {
            throw fault;
        }
        String reason = String.valueOf(fault.getMessage());
        TableEntry before = entries.find(table).orElse(TableEntry.getDefaultInstance());
        if (isSetAside(before) && before.getReason().equals(reason)) {
            return;
        }
        boolean absent = before.getWritten() && live.find(before.getTarget()).isEmpty();
        entries.update(
                table,
                entry -> registry.in(TableState.SET_ASIDE, reason, entry).toBuilder()
                        .setMapping(rules.textOf(table))
                        .setAbsent(absent)
                        .build());
        told.add(table);
        LOG.warn("Source table {} is set aside, its events are passed over: {}", table, reason);
    }

    @Override
    public void setAside(TableFaultException fault) {
        TableEntry owner =
                entryOf(fault.table()).filter(entry -> !isSetAside(entry)).orElseThrow(() -> fault);
        setAside(TableEntries.tableOf(owner), fault);
    }

    @Override
    public void wrote(Set<String> targets) {
        for (String target : targets) {
            if (!written.contains(target)) {
                entryOf(target)
                        .filter(entry -> !entry.getWritten())
                        .ifPresent(entry -> entries.update(
                                TableEntries.tableOf(entry),
                                now -> now.toBuilder().setWritten(true).build()));
                written.add(target);
            }
        }
    }

    @Override
    public void emptied(Set<String> targets) {
        targets.forEach(target -> entryOf(target).ifPresent(damage::emptied));
    }

    @Override
    public void markToBeAudited(String target, String reason) {
        entryOf(target).ifPresent(entry -> registry.markToBeAudited(TableEntries.tableOf(entry), reason));
    }

    @Override
    public void passOver(SourceTable table, int partition, long sequence) {
        TableEntry known = entries.find(table).orElse(TableEntry.getDefaultInstance());
        if (TableEntries.passedOver(known, partition).isPresent()) {
            return;
        }
        String created = stream.bounds().created();
        PassedOver here = PassedOver.newBuilder()
                .setPartition(partition)
                .setFirstSequence(sequence)
                .build();
        entries.update(table, entry -> {
            if (TableEntries.passedOver(entry, partition).isPresent()) {
                return entry;
            }
            TableEntry.Builder changed = entry.toBuilder().addPassedOver(here);
            if (entry.getPassedOverCount() == 0) {
                changed.setStreamCreated(created);
            }
            return changed.build();
        });
    }

    private Optional<TableEntry> entryOf(String target) {
        return entries.all().stream()
                .filter(entry -> entry.getTarget().equals(target))
                .findFirst();
    }

    private TableFaultException fault(SourceTable table, TableEntry entry) {
        return new TableFaultException(
                rules.targetOf(table),
                "Source table " + table + " is set aside since " + entry.getSince() + ": " + entry.getReason());
    }

    private static boolean isSetAside(TableEntry entry) {
        return entry.getState() == TableState.SET_ASIDE || entry.getState() == TableState.REBUILDING;
    }
}
