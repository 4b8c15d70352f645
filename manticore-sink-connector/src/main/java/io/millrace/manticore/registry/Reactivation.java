package io.millrace.manticore.registry;

import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.stream.StreamContents;
import io.millrace.manticore.stream.StreamContents.Bounds;
import io.millrace.nats.PassedOver;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has tables followed again that were set aside, without a gap: each partition is read again from the first event of them
 * that was passed over in it, before anything else of them is applied there.
 */
final class Reactivation {
    private static final Logger LOG = LoggerFactory.getLogger(Reactivation.class);
    private static final String TOO_LATE =
            "The events that were passed over are no longer all in the stream; rebuild the table (docs/mapping.md). Before: ";

    private final TableEntries entries;
    private final TableRegistry registry;
    private final MappingRules rules;
    private final TargetClaims claims;
    private final StreamContents stream;
    /** With whether all that was passed over is still in the stream. */
    private final Map<SourceTable, Boolean> returning = new HashMap<>();

    Reactivation(
            TableEntries entries,
            TableRegistry registry,
            MappingRules rules,
            TargetClaims claims,
            StreamContents stream) {
        this.entries = entries;
        this.registry = registry;
        this.rules = rules;
        this.claims = claims;
        this.stream = stream;
    }

    /** From where to read a partition again; the tables for it are remembered until {@link #reopened}. */
    OptionalLong resumeFrom(int partition, long floor) {
        entries.refresh();
        returning.clear();
        Bounds bounds = stream.bounds();
        long from = Long.MAX_VALUE;
        for (TableEntry entry : List.copyOf(entries.all())) {
            OptionalLong passedOver = TableEntries.passedOver(entry, partition);
            if (!returns(entry, passedOver, floor)) {
                continue;
            }
            boolean held = isHeld(entry, bounds);
            if (!held && !isDropped(entry)) {
                stayAside(entry);
                continue;
            }
            returning.put(TableRegistry.tableOf(entry), held);
            if (held) {
                from = Math.min(from, passedOver.orElse(Long.MAX_VALUE));
            }
        }
        return from <= floor ? OptionalLong.of(from) : OptionalLong.empty();
    }

    void reopened(int partition) {
        returning.forEach((table, held) -> {
            TableEntry before = entries.find(table).orElseThrow();
            boolean setAside = before.getState() == TableState.SET_ASIDE;
            boolean dropped = setAside && isDropped(before);
            entries.update(table, entry -> activate(entry, partition, dropped, held));
            if (setAside) {
                LOG.info("Source table {} is followed again, from the first event that was passed over", table);
            }
            if (dropped) {
                registry.markToBeAudited(table, "Its table in Manticore was dropped to be built again");
            }
        });
        returning.clear();
    }

    private TableEntry activate(TableEntry entry, int partition, boolean dropped, boolean held) {
        List<PassedOver> elsewhere = entry.getPassedOverList().stream()
                .filter(each -> held && each.getPartition() != partition)
                .toList();
        TableEntry.Builder active =
                entries.active(entry).toBuilder().clearPassedOver().addAllPassedOver(elsewhere);
        if (entry.getState() == TableState.SET_ASIDE) {
            // Whatever it is about, the target has to be claimed before anything is applied.
            active.clearMapping();
        }
        if (dropped) {
            active.clearKey()
                    .addAllKey(entry.getNextKeyList())
                    .setKeySince(entry.getNextKeySince())
                    .clearNextKey()
                    .clearNextKeySince()
                    .clearFormerKey()
                    .clearWritten();
        }
        return active.build();
    }

    private boolean returns(TableEntry entry, OptionalLong passedOver, long floor) {
        if (TableRebuild.isHeld(entry)) {
            return false;
        }
        if (entry.getState() == TableState.ACTIVE) {
            return passedOver.isPresent();
        }
        return entry.getState() == TableState.SET_ASIDE
                && (!rules.textOf(TableRegistry.tableOf(entry)).equals(entry.getMapping())
                        || passedOver.isPresent() && floor < passedOver.getAsLong()
                        || entry.getAbsent()
                        || isDropped(entry)
                        || canClaim(TableRegistry.tableOf(entry)));
    }

    /** Whether somebody dropped its table in Manticore, to have it built again. */
    private boolean isDropped(TableEntry entry) {
        return entry.getWritten() && !entry.getAbsent() && !claims.exists(entry.getTarget());
    }

    /** Whether the target went to another source table when it was set aside, and is free now. */
    private boolean canClaim(SourceTable table) {
        if (claims.owns(table)) {
            return false;
        }
        try {
            claims.claim(table);
            return true;
        } catch (TableFaultException e) {
            return false;
        }
    }

    private static boolean isHeld(TableEntry entry, Bounds bounds) {
        return entry.getPassedOverCount() == 0
                || entry.getStreamCreated().equals(bounds.created())
                        && entry.getPassedOverList().stream()
                                .allMatch(each -> each.getFirstSequence() >= bounds.first());
    }

    private void stayAside(TableEntry entry) {
        if (entry.getReason().startsWith(TOO_LATE)) {
            return;
        }
        String reason = TOO_LATE + (entry.getReason().isEmpty() ? "it was set aside" : entry.getReason());
        SourceTable table = TableRegistry.tableOf(entry);
        entries.update(
                table,
                now -> registry.in(TableState.SET_ASIDE, reason, now).toBuilder()
                        .setMapping(rules.textOf(table))
                        .build());
        LOG.warn("Source table {} stays set aside: {}", table, reason);
    }
}
