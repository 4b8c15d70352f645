package io.millrace.manticore.registry;

import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.stream.StreamContents;
import io.millrace.nats.PassedOver;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets tables aside and remembers, per partition, from where on their events were passed over. */
final class SetAsideTables {
    private static final Logger LOG = LoggerFactory.getLogger(SetAsideTables.class);

    private final TableRegistry registry;
    private final TableEntries entries;
    private final MappingRules rules;
    private final TargetClaims claims;
    private final StreamContents stream;
    /** Those that the log has named. */
    private final Set<SourceTable> told = new HashSet<>();

    SetAsideTables(
            TableRegistry registry,
            TableEntries entries,
            MappingRules rules,
            TargetClaims claims,
            StreamContents stream) {
        this.registry = registry;
        this.entries = entries;
        this.rules = rules;
        this.claims = claims;
        this.stream = stream;
    }

    static boolean contains(TableEntry entry) {
        return entry.getState() == TableState.SET_ASIDE;
    }

    void add(SourceTable table, TableFaultException fault) {
        TableEntry before = entries.find(table).orElse(TableEntry.getDefaultInstance());
        if (contains(before)) {
            return;
        }
        String reason = String.valueOf(fault.getMessage());
        boolean absent = before.getWritten() && !claims.exists(before.getTarget());
        entries.update(
                table,
                entry -> registry.in(TableState.SET_ASIDE, reason, entry).toBuilder()
                        .setMapping(rules.textOf(table))
                        .setAbsent(absent)
                        .build());
        told.add(table);
        LOG.warn("Source table {} is set aside, its events are passed over: {}", table, reason);
    }

    /** Names it in the log, once after each start of the task. */
    void tell(SourceTable table, TableEntry entry) {
        if (told.add(table)) {
            LOG.warn("{}", fault(table, entry).getMessage());
        }
    }

    void remove(SourceTable table) {
        told.remove(table);
    }

    TableFaultException fault(SourceTable table, TableEntry entry) {
        return new TableFaultException(
                rules.targetOf(table),
                "Source table " + table + " is set aside since " + entry.getSince() + ": " + entry.getReason());
    }

    void passOver(SourceTable table, int partition, long sequence) {
        Optional<TableEntry> known = entries.find(table);
        if (known.isPresent() && isNoted(known.get(), partition)) {
            return;
        }
        String created = stream.bounds().created();
        PassedOver here = PassedOver.newBuilder()
                .setPartition(partition)
                .setFirstSequence(sequence)
                .build();
        entries.update(table, entry -> {
            if (isNoted(entry, partition)) {
                return entry;
            }
            if (TableRebuild.isHeld(entry)) {
                return TableRebuild.passOver(entry, here, created);
            }
            TableEntry.Builder changed = entry.toBuilder().addPassedOver(here);
            if (entry.getPassedOverCount() == 0) {
                changed.setStreamCreated(created);
            }
            return changed.build();
        });
    }

    private static boolean isNoted(TableEntry entry, int partition) {
        return TableRebuild.isHeld(entry)
                ? entry.getRebuild().getHeldList().stream().anyMatch(each -> each.getPartition() == partition)
                : TableEntries.passedOver(entry, partition).isPresent();
    }
}
