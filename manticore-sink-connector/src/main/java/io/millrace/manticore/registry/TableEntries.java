package io.millrace.manticore.registry;

import io.millrace.event.SourceTable;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The sink's entries in the registry as last read or written here; for one thread. */
final class TableEntries {
    private final TableRegistry registry;
    private final MappingRules rules;
    private final Map<SourceTable, TableEntry> entries = new HashMap<>();
    /** The partitions in which events were passed over of tables that are active. */
    private final Set<Integer> outstanding = new HashSet<>();

    private final Map<SourceTable, TableEntry> rebuilt = new HashMap<>();
    private int setAside;

    TableEntries(TableRegistry registry, MappingRules rules) {
        this.registry = registry;
        this.rules = rules;
    }

    void refresh() {
        Map<SourceTable, TableEntry> now = new HashMap<>();
        registry.tables().forEach(entry -> {
            now.put(TableRegistry.tableOf(entry), entry);
            rules.keepName(TableRegistry.tableOf(entry), entry.getTarget());
            followMapping(entry, rules);
        });
        entries.clear();
        entries.putAll(now);
        sumUp();
    }

    /** A table that was rebuilt with another mapping keeps it until its configuration is changed. */
    static void followMapping(TableEntry entry, MappingRules rules) {
        SourceTable table = TableRegistry.tableOf(entry);
        rules.follow(table, TableRebuild.mappingOf(entry, rules.configured(table)));
    }

    private void sumUp() {
        outstanding.clear();
        rebuilt.clear();
        setAside = 0;
        for (TableEntry entry : entries.values()) {
            if (TableRebuild.isFollowed(entry)) {
                rebuilt.put(TableRegistry.tableOf(entry), entry);
            }
            if (entry.getState() == TableState.SET_ASIDE) {
                setAside++;
            } else if (entry.getState() == TableState.ACTIVE && !TableRebuild.isHeld(entry)) {
                entry.getPassedOverList().forEach(each -> outstanding.add(each.getPartition()));
            }
        }
    }

    /** Whether events of an active table were passed over in a partition. */
    boolean isOutstanding(int partition) {
        return outstanding.contains(partition);
    }

    /** Those that are being rebuilt. */
    Map<SourceTable, TableEntry> rebuilt() {
        return rebuilt;
    }

    int setAside() {
        return setAside;
    }

    Collection<TableEntry> all() {
        return entries.values();
    }

    Optional<TableEntry> find(SourceTable table) {
        return Optional.ofNullable(entries.get(table));
    }

    TableEntry update(SourceTable table, UnaryOperator<TableEntry> change) {
        TableEntry entry = registry.update(table, change);
        TableEntry before = entries.put(table, entry);
        if (counts(entry) || before != null && counts(before)) {
            sumUp();
        }
        return entry;
    }

    /** Whether it is one of the few that the sums are about. */
    private static boolean counts(TableEntry entry) {
        return entry.getState() == TableState.SET_ASIDE || entry.getPassedOverCount() > 0 || entry.hasRebuild();
    }

    /** An entry that is active, since now if it was not. */
    TableEntry active(TableEntry entry) {
        return entry.getState() == TableState.ACTIVE
                ? entry
                : registry.in(TableState.ACTIVE, "", entry).toBuilder()
                        .clearAbsent()
                        .clearKeyUnclear()
                        .build();
    }

    /** From where events of a table were passed over in a partition. */
    static OptionalLong passedOver(TableEntry entry, int partition) {
        for (var each : entry.getPassedOverList()) {
            if (each.getPartition() == partition) {
                return OptionalLong.of(each.getFirstSequence());
            }
        }
        return OptionalLong.empty();
    }
}
