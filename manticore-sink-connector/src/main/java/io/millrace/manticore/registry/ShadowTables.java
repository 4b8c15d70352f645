package io.millrace.manticore.registry;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.mapping.ShadowTable;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.nats.Rebuild;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that are being rebuilt, as each partition follows it: what a partition does changes only when it is opened, so
 * that nothing is under way any more as it was done before.
 */
final class ShadowTables {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowTables.class);

    private final TableEntries entries;
    private final MappingRules rules;
    private final TableKeys keys;
    private final boolean tolerant;
    private final Map<Integer, Map<SourceTable, Rebuild>> followed = new HashMap<>();
    /** What the partition will follow that is being opened. */
    private Map<SourceTable, Rebuild> opening = Map.of();
    /** By the id of the rebuild. */
    private final Map<String, RebuiltShadow> shadows = new HashMap<>();
    /** The source tables that are, or were, rebuilt in a table of Manticore. */
    private final Map<String, SourceTable> sources = new HashMap<>();

    ShadowTables(TableEntries entries, MappingRules rules, TableKeys keys, boolean tolerant) {
        this.entries = entries;
        this.rules = rules;
        this.keys = keys;
        this.tolerant = tolerant;
    }

    /** Whether a partition does not follow what the registry says. */
    boolean mustReopen(int partition) {
        Map<SourceTable, Rebuild> before = followed.getOrDefault(partition, Map.of());
        Map<SourceTable, TableEntry> now = entries.rebuilt();
        return before.size() != now.size()
                || now.entrySet().stream()
                        .anyMatch(entry -> !TableRebuild.isSame(
                                before.getOrDefault(entry.getKey(), Rebuild.getDefaultInstance()),
                                entry.getValue().getRebuild()));
    }

    /** A partition is being opened: from now on it will follow what the registry says now. */
    void open() {
        Map<SourceTable, Rebuild> now = new HashMap<>();
        entries.rebuilt().forEach((table, entry) -> {
            now.put(table, entry.getRebuild());
            sources.put(entry.getRebuild().getShadow(), table);
        });
        opening = now;
    }

    /** The partition is open. */
    void opened(int partition) {
        Map<SourceTable, Rebuild> now = opening;
        followed.put(partition, now);
        now.forEach((table, rebuild) -> {
            if (!rebuild.getPartitionList().contains(partition)) {
                entries.update(table, entry -> TableRebuild.follow(entry, rebuild, partition));
                LOG.info(
                        "Partition {} follows the rebuild of source table {}: {}",
                        partition,
                        table,
                        rebuild.getFault().isEmpty() ? rebuild.getPhase() : rebuild.getFault());
            }
        });
    }

    /** Whether a partition passes over the events of a table until it is switched. */
    boolean isHeld(SourceTable table, int partition) {
        return find(table, partition).filter(TableRebuild::isHeld).isPresent();
    }

    Optional<ShadowTable> shadowOf(SourceTable table, int partition) {
        return find(table, partition)
                .filter(TableRebuild::isDoubled)
                .map(rebuild -> shadows.computeIfAbsent(rebuild.getId(), missing -> new RebuiltShadow(table, rebuild)))
                .filter(shadow -> !shadow.failed)
                .map(ShadowTable.class::cast);
    }

    private Optional<Rebuild> find(SourceTable table, int partition) {
        return Optional.ofNullable(followed.getOrDefault(partition, Map.of()).get(table));
    }

    /** Whether a table in Manticore is, or was, filled by a rebuild. */
    boolean contains(String target) {
        return sources.containsKey(target);
    }

    /** What is wrong with such a table. Without effect when its rebuild is over. */
    void fail(String target, String reason) {
        SourceTable table = sources.get(target);
        Optional<TableEntry> entry =
                Optional.ofNullable(table).flatMap(entries::find).filter(TableEntry::hasRebuild);
        if (table != null && entry.isPresent()) {
            LOG.warn("The rebuild of source table {} cannot go on: {}", table, reason);
            entries.update(
                    table, now -> now.getRebuild().getShadow().equals(target) ? TableRebuild.fail(now, reason) : now);
        }
    }

    private final class RebuiltShadow implements ShadowTable {
        private final SourceTable table;
        private final Rebuild rebuild;
        private final MappingRules mapping;
        private boolean failed;

        RebuiltShadow(SourceTable table, Rebuild rebuild) {
            this.table = table;
            this.rebuild = rebuild;
            this.mapping = rules.forShadow(table, rebuild.getShadow(), rebuild.getMapping());
        }

        @Override
        public MappingRules rules() {
            return mapping;
        }

        @Override
        public boolean acceptsKey(ChangeEvent event) {
            return keys.acceptsInShadow(table, rebuild.getShadow(), event);
        }

        @Override
        public void failed(TableFaultException fault) {
            failed = true;
            fail(rebuild.getShadow(), String.valueOf(fault.getMessage()));
        }

        @Override
        public boolean isLeftOut(String reason) {
            if (!tolerant) {
                failed = true;
                fail(rebuild.getShadow(), "A row does not fit: " + reason);
            }
            return tolerant;
        }
    }
}
