package io.millrace.manticore.rebuild;

import io.millrace.event.SourceTable;
import io.millrace.manticore.index.TableSwitch;
import io.millrace.nats.Rebuild;
import io.millrace.nats.RebuildPhase;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import io.millrace.nats.TargetClaim;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Rebuilds a table in Manticore while it serves searches and stays current: fills a shadow table, has it compared with the
 * source, and puts its documents in the place of those of the live table. How far a rebuild is, is in the registry (see
 * {@link TableRebuild}); after an interruption at any moment {@link #run} continues, and {@link #abort} leaves everything
 * as it was, up to the switch. For one rebuild of a table at a time.
 */
public final class TableRebuilder {
    private static final String SUFFIX = "_millrace_rebuild";

    /** A longer name of a table cannot be saved. */
    private static final int LONGEST_NAME = 233;

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final TableRegistry registry;
    private final TableSwitch manticore;
    private final RebuildSteps steps;
    private final Duration patience;
    private final Clock clock;

    /** @param patience how long partitions may take to follow a phase */
    public TableRebuilder(
            TableRegistry registry, TableSwitch manticore, RebuildSteps steps, Duration patience, Clock clock) {
        this.registry = registry;
        this.manticore = manticore;
        this.steps = steps;
        this.patience = patience;
        this.clock = clock;
    }

    /** The name of the table in which the one of a name is rebuilt. */
    public static String shadowOf(String target) {
        return target + SUFFIX;
    }

    /**
     * Begins a rebuild, so that events are applied to both tables; does nothing where one is under way.
     *
     * @param mapping the value that the setting of the table is to have
     * @param configured the value that it has
     * @param createsTables whether the connector creates tables itself
     */
    public void begin(SourceTable table, String mapping, String configured, boolean createsTables) throws Exception {
        TableEntry entry = entry(table);
        if (entry.getRebuild().getPhase() == RebuildPhase.ABORTED) {
            remove(table, entry.getRebuild());
            entry = entry(table);
        }
        if (entry.hasRebuild()) {
            if (!entry.getRebuild().getMapping().equals(mapping)) {
                throw new RebuildException("A rebuild of " + table + " is under way since "
                        + entry.getRebuild().getSince() + ", with the mapping '"
                        + entry.getRebuild().getMapping() + "'; continue it with that, or end it with --abort");
            }
            return;
        }
        requireOwner(table, entry.getTarget());
        String shadow = shadowOf(entry.getTarget());
        requireFree(shadow, createsTables);
        if (createsTables) {
            manticore.remove(shadow);
        }
        Rebuild plan = Rebuild.newBuilder()
                .setId(UUID.randomUUID().toString().substring(0, 8))
                .setSince(now())
                .setShadow(shadow)
                .setMapping(mapping)
                .setConfigured(configured)
                .build();
        registry.update(table, now -> TableRebuild.begin(now, plan));
        steps.tell("Events of " + table + " are applied to tables " + entry.getTarget() + " and " + shadow);
    }

    private void requireOwner(SourceTable table, String target) {
        if (target.isEmpty()) {
            throw new RebuildException("No row of " + table
                    + " was ever applied, so there is no table to rebuild; ./millrace doctor says what is wrong");
        }
        TargetClaim claim = registry.claim(target, table);
        SourceTable owner = new SourceTable(claim.getSource(), claim.getDatabase(), claim.getTable());
        if (!owner.equals(table)) {
            throw new RebuildException(
                    "Table " + target + " in Manticore belongs to " + owner + "; give " + table + " another name");
        }
    }

    private void requireFree(String shadow, boolean createsTables) {
        if (shadow.length() > LONGEST_NAME) {
            throw new RebuildException("Table " + shadow + " would have a name of more than " + LONGEST_NAME
                    + " letters, which Manticore cannot save; give the table a shorter name");
        }
        if (manticore.documents(shadow) > 0) {
            throw new RebuildException("Table " + shadow
                    + " has rows in Manticore, and no rebuild that is under way has written them; drop it first");
        }
        if (!createsTables && !manticore.exists(shadow)) {
            throw new RebuildException(
                    "The sink creates no tables (schema.evolution). Create table " + shadow
                            + " as the new table is to be, with columns event_id bigint and row_key string, and run this again");
        }
    }

    /** Continues the rebuild to its end. */
    public void run(SourceTable table) throws Exception {
        TableEntry entry = entry(table);
        while (entry.hasRebuild()) {
            Rebuild rebuild = entry.getRebuild();
            switch (rebuild.getPhase()) {
                case WRITING_BOTH -> fill(table, rebuild);
                case HOLDING -> switchOver(table, entry);
                case SWITCHED, ABORTED -> remove(table, rebuild);
                case REBUILD_PHASE_UNSPECIFIED, UNRECOGNIZED ->
                    throw new RebuildException("The rebuild of " + table + " was begun by another version; use that");
            }
            entry = entry(table);
        }
        awaitCurrent(table);
    }

    /** What was passed over while the table was held is read again soon after the switch. */
    private void awaitCurrent(SourceTable table) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        TableEntry entry = entry(table);
        while (entry.getState() == TableState.ACTIVE && entry.getPassedOverCount() > 0) {
            if (System.nanoTime() - deadline > 0) {
                steps.tell("The sink has yet to read events of " + table + " that were held back");
                return;
            }
            Thread.sleep(INTERVAL.toMillis());
            entry = entry(table);
        }
    }

    private void fill(SourceTable table, Rebuild rebuild) throws Exception {
        Rebuild followed = awaitFollowed(table, rebuild);
        if (!rebuild.getFilled()) {
            if (rebuild.getSignal().isEmpty()) {
                // Before rows come that are newer than the truncation.
                manticore.truncateAlike(entry(table).getTarget(), rebuild.getShadow());
                String signal = "millrace-" + UUID.randomUUID().toString().substring(0, 18);
                followed = change(table, followed, now -> now.setSignal(signal));
            }
            steps.tell("Reading all rows of " + table + " into table " + rebuild.getShadow());
            steps.fill(table, followed);
            followed = change(table, followed, now -> now.setFilled(true));
        }
        if (!followed.getAudited()) {
            steps.tell("Comparing " + table + " with table " + rebuild.getShadow());
            steps.audit(table, followed);
            followed = change(table, followed, now -> now.setAudited(true));
        }
        requireSound(table, entry(table).getRebuild());
        registry.update(table, now -> TableRebuild.hold(now, rebuild.getId()));
    }

    private void switchOver(SourceTable table, TableEntry entry) throws Exception {
        Rebuild rebuild = awaitFollowed(table, entry.getRebuild());
        if (rebuild.getDocuments() == 0) {
            long documents = manticore.documents(rebuild.getShadow());
            if (documents == 0) {
                abort(table);
                throw new RebuildException(table + " has no rows, so there is nothing to put in the place of table "
                        + entry.getTarget() + ". Drop that table instead: it is created again, as mapped, for the first"
                        + " row. The rebuild was ended");
            }
            registry.update(table, now -> TableRebuild.beginSwitch(now, rebuild.getId(), documents));
        }
        // Without documents, they were put in their place before an interruption.
        if (manticore.documents(rebuild.getShadow()) > 0) {
            manticore.attach(rebuild.getShadow(), entry.getTarget());
        }
        registry.update(table, now -> TableRebuild.switched(now, rebuild.getId(), now()));
        steps.tell("Table " + entry.getTarget() + " has the rows of table " + rebuild.getShadow());
    }

    /** Ends the rebuild and leaves the live table as it is. */
    public void abort(SourceTable table) throws Exception {
        TableEntry entry = entry(table);
        Rebuild rebuild = entry.getRebuild();
        if (!entry.hasRebuild()) {
            throw new RebuildException("No rebuild of " + table + " is under way");
        }
        boolean switched = rebuild.getPhase() == RebuildPhase.SWITCHED
                || rebuild.getPhase() == RebuildPhase.HOLDING
                        && rebuild.getDocuments() > 0
                        && manticore.documents(rebuild.getShadow()) == 0;
        if (switched) {
            throw new RebuildException("Table " + entry.getTarget()
                    + " has the new rows already; run this again without --abort to finish the rebuild");
        }
        registry.update(table, now -> TableRebuild.abort(now, rebuild.getId()));
        remove(table, entry(table).getRebuild());
    }

    private void remove(SourceTable table, Rebuild rebuild) throws Exception {
        if (rebuild.getPhase() == RebuildPhase.ABORTED) {
            awaitFollowed(table, rebuild);
        }
        manticore.remove(rebuild.getShadow());
        registry.update(table, now -> TableRebuild.finish(now, rebuild.getId()));
        steps.tell("Table " + rebuild.getShadow() + " is removed");
    }

    /** Waits until no partition works as in an earlier phase; returns the rebuild as it is then. */
    private Rebuild awaitFollowed(SourceTable table, Rebuild rebuild) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Rebuild now = entry(table).getRebuild();
            requireSame(table, rebuild, now);
            if (now.getPhase() != RebuildPhase.ABORTED) {
                requireSound(table, now);
            }
            // Asked for each time: a partition that is added is read as the registry says from its beginning.
            Set<Integer> missing = new TreeSet<>(steps.partitions());
            missing.removeAll(now.getPartitionList());
            if (missing.isEmpty()) {
                return now;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new RebuildException("The sink's tasks that read the partitions " + missing
                        + " of the stream do not follow the rebuild of " + table + " (" + now.getPhase()
                        + "): is one paused, without a server, or of an earlier version? Run this again to continue");
            }
            Thread.sleep(INTERVAL.toMillis());
        }
    }

    private Rebuild change(SourceTable table, Rebuild rebuild, UnaryOperator<Rebuild.Builder> change) {
        Rebuild now = registry.update(
                        table,
                        entry -> entry.getRebuild().getId().equals(rebuild.getId())
                                ? entry.toBuilder()
                                        .setRebuild(change.apply(entry.getRebuild().toBuilder()))
                                        .build()
                                : entry)
                .getRebuild();
        requireSame(table, rebuild, now);
        requireSound(table, now);
        return now;
    }

    private static void requireSame(SourceTable table, Rebuild rebuild, Rebuild now) {
        if (!now.getId().equals(rebuild.getId()) || now.getPhase() != rebuild.getPhase()) {
            throw new RebuildException("The rebuild of " + table + " was continued or ended elsewhere meanwhile");
        }
    }

    private static void requireSound(SourceTable table, Rebuild rebuild) {
        if (!rebuild.getFault().isEmpty()) {
            throw new RebuildException("The rebuild of " + table + " cannot go on: " + rebuild.getFault()
                    + ". The live table is as it was: end the rebuild with --abort, mend the cause,"
                    + " and begin again");
        }
    }

    private TableEntry entry(SourceTable table) {
        return registry.find(table)
                .orElseThrow(
                        () -> new RebuildException(
                                "The sink has read no event of " + table
                                        + ", so there is nothing to rebuild; is the name right, and does the sink read it (subjects)?"));
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** How far a rebuild is, empty when none is under way. */
    public Optional<Rebuild> find(SourceTable table) {
        return registry.find(table).filter(TableEntry::hasRebuild).map(TableEntry::getRebuild);
    }
}
