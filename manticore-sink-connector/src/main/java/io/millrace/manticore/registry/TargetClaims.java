package io.millrace.manticore.registry;

import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.stream.StreamContents;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TargetClaim;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sees to it that each table in Manticore is written from one source table only, whatever tasks their events arrive in. */
final class TargetClaims {
    private final TableRegistry registry;
    private final MappingRules rules;
    private final Tables manticore;
    private final StreamContents stream;

    TargetClaims(TableRegistry registry, MappingRules rules, Tables manticore, StreamContents stream) {
        this.registry = registry;
        this.rules = rules;
        this.manticore = manticore;
        this.stream = stream;
    }

    /**
     * Makes a source table the owner of its target, if it is not.
     *
     * @throws TableFaultException when another one is, or it is not known whose rows the target holds
     */
    void claim(SourceTable table) {
        String target = rules.targetOf(table);
        Optional<TargetClaim> found = registry.owner(target);
        if (found.isEmpty()) {
            requireOnlyCandidate(table, target);
        }
        TargetClaim claim = found.orElseGet(() -> registry.claim(target, table));
        if (!ownerOf(claim).equals(table) && isAbandoned(claim)) {
            claim = registry.transfer(claim, table);
        }
        SourceTable owner = ownerOf(claim);
        if (!owner.equals(table)) {
            throw new TableFaultException(
                    target,
                    "Source tables " + owner + " and " + table + " both map to table " + target
                            + " in Manticore, which belongs to " + owner + "; give " + table + " another name with "
                            + MappingRules.settingOf(table) + ", or all tables with target.table.pattern");
        }
    }

    /** Whether Manticore has a table of this name, even one that cannot be written to. */
    boolean exists(String target) {
        try {
            return manticore.find(target).isPresent();
        } catch (TableFaultException e) {
            return true;
        }
    }

    boolean owns(SourceTable table) {
        return registry.owner(rules.targetOf(table))
                .filter(claim -> ownerOf(claim).equals(table))
                .isPresent();
    }

    /** A table that was there before this sink has the rows of an earlier version of it, or of somebody else. */
    private void requireOnlyCandidate(SourceTable table, String target) {
        if (!exists(target)) {
            return;
        }
        TreeSet<String> candidates = stream.tables().stream()
                .filter(candidate -> rules.targetOf(candidate).equals(target))
                .map(SourceTable::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        candidates.add(table.toString());
        if (candidates.size() > 1) {
            throw new TableFaultException(
                    target,
                    "Source tables " + String.join(" and ", candidates) + " map to table " + target
                            + " in Manticore, which exists and may hold rows of each of them; give all but one another"
                            + " name, " + table + " with " + MappingRules.settingOf(table)
                            + ", or all tables with target.table.pattern");
        }
    }

    /** Whether the owner goes to another table by now, and its rows here were dropped. */
    private boolean isAbandoned(TargetClaim claim) {
        return !rules.targetOf(ownerOf(claim)).equals(claim.getTarget()) && !exists(claim.getTarget());
    }

    private static SourceTable ownerOf(TargetClaim claim) {
        return new SourceTable(claim.getSource(), claim.getDatabase(), claim.getTable());
    }
}
