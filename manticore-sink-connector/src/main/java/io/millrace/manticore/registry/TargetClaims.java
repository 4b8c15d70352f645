package io.millrace.manticore.registry;

import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.stream.StreamContents;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TargetClaim;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sees to it that each table in Manticore is written from one source table only, whatever tasks their events arrive in. */
final class TargetClaims {
    private final TableRegistry registry;
    private final MappingRules rules;
    private final Tables manticore;
    private final StreamContents stream;
    private @Nullable Map<String, List<SourceTable>> tablesByTarget;

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
            requireNoOtherSink(table, target);
            requireOnlyCandidate(table, target);
        }
        TargetClaim claim = found.orElseGet(() -> registry.claim(target, table));
        requireFirst(table, target);
        if (!ownerOf(claim).equals(table) && isAbandoned(claim)) {
            claim = registry.transfer(claim, table);
        }
        SourceTable owner = ownerOf(claim);
        if (!owner.equals(table)) {
            throw new TableFaultException(
                    target,
                    "Source tables " + owner + " and " + table + " both map to table " + target
                            + " in Manticore, which belongs to " + owner + "; " + remedy(table, owner));
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

    /** Another connector may have claimed it in the same instant. */
    private void requireFirst(SourceTable table, String target) {
        try {
            requireNoOtherSink(table, target);
        } catch (TableFaultException e) {
            registry.withdraw(target);
            throw e;
        }
    }

    /** Connectors have entries of their own, and may write to one Manticore. */
    private void requireNoOtherSink(SourceTable table, String target) {
        for (TargetClaim claim : registry.claimsOfOtherSinks(target)) {
            if (!ownerOf(claim).equals(table)) {
                throw new TableFaultException(
                        target,
                        "Connector " + claim.getSink() + " writes source table " + ownerOf(claim) + " to table "
                                + target
                                + " in this Manticore, and " + table + " maps to it too; give " + table
                                + " another name with " + MappingRules.settingOf(table)
                                + ", or all tables with target.table.pattern. If that connector is gone, delete its claim: "
                                + registry.commandToDelete(claim));
            }
        }
    }

    /** A table that was there before this sink has the rows of an earlier version of it, or of somebody else. */
    private void requireOnlyCandidate(SourceTable table, String target) {
        if (!exists(target)) {
            return;
        }
        TreeMap<String, SourceTable> candidates = new TreeMap<>();
        inStream().getOrDefault(target, List.of()).forEach(each -> candidates.put(each.toString(), each));
        candidates.put(table.toString(), table);
        if (candidates.size() > 1) {
            SourceTable other = candidates.values().stream()
                    .filter(candidate -> !candidate.equals(table))
                    .findFirst()
                    .orElseThrow();
            throw new TableFaultException(
                    target,
                    "Source tables " + String.join(" and ", candidates.keySet()) + " map to table " + target
                            + " in Manticore, which exists and may hold rows of each of them; all but one need"
                            + " another name: " + remedy(table, other));
        }
    }

    /** Thousands of tables are not asked for once for each of them. */
    private Map<String, List<SourceTable>> inStream() {
        Map<String, List<SourceTable>> known = tablesByTarget;
        if (known == null) {
            known = stream.tables().stream().collect(Collectors.groupingBy(rules::targetOf));
            tablesByTarget = known;
        }
        return known;
    }

    /** There may be others in the stream by now. */
    void forgetStream() {
        tablesByTarget = null;
    }

    /** A setting is for the tables of a name in all sources. */
    private String remedy(SourceTable table, SourceTable other) {
        String setting = MappingRules.settingOf(table);
        if (!setting.equals(MappingRules.settingOf(other))) {
            return "give " + table + " another name with " + setting + ", or all tables with target.table.pattern";
        }
        return "give each source's tables names of their own with target.table.pattern, such as ${source}_${table}"
                + (rules.of(table).target().isPresent() ? ", and take the name out of " + setting : "");
    }

    /** Whether the owner goes to another table by now, and its rows here were dropped. */
    private boolean isAbandoned(TargetClaim claim) {
        return !rules.targetOf(ownerOf(claim)).equals(claim.getTarget()) && !exists(claim.getTarget());
    }

    private static SourceTable ownerOf(TargetClaim claim) {
        return new SourceTable(claim.getSource(), claim.getDatabase(), claim.getTable());
    }
}
