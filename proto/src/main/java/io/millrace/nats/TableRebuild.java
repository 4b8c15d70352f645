package io.millrace.nats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rebuild of a table as its entry in the {@link TableRegistry} has it: each step is a change of the entry that can be
 * repeated, and does nothing to the entry of another rebuild or phase.
 *
 * <ol>
 *   <li>{@link #begin}: from now on each task applies the table's events to the live table and to the shadow table, each by
 *       its own mapping. Partition by partition it drops what is under way, reads again from the last acknowledged event,
 *       and says so with {@link #follow}. Only when every partition has, a snapshot is asked for: what was committed
 *       before that is in it, and what comes after goes to both.
 *   <li>{@link #hold}, when the shadow table was found equal to the source: from now on the table's events are passed over,
 *       and the first of them in each partition is noted ({@link #passOver}). When every partition follows this, nothing
 *       writes to either table.
 *   <li>{@link #beginSwitch} notes how many documents the shadow table has: once it has none, they are in the live table.
 *   <li>{@link #switched}: the table is active with what is known of the shadow table, and each partition is read again from
 *       the first event that was passed over while it was held.
 *   <li>{@link #finish}, when the shadow table is removed.
 * </ol>
 *
 * <p>{@link #abort} leaves the live table as it is, up to the switch; what was passed over while the table was held is read
 * again. When every partition follows that, nothing writes to the shadow table.
 */
public final class TableRebuild {
    private TableRebuild() {}

    /** The value of the source table's setting that is followed: the configured one, or that of the last rebuild. */
    public static String mappingOf(TableEntry entry, String configured) {
        return entry.hasRebuiltMapping()
                        && entry.getRebuiltMapping().getConfigured().equals(configured)
                ? entry.getRebuiltMapping().getMapping()
                : configured;
    }

    /** Whether its tasks have to say that they follow the phase. */
    public static boolean isFollowed(TableEntry entry) {
        return entry.hasRebuild() && entry.getRebuild().getPhase() != RebuildPhase.SWITCHED;
    }

    /** Whether events are passed over until the switch. */
    public static boolean isHeld(TableEntry entry) {
        return isHeld(entry.getRebuild());
    }

    public static boolean isHeld(Rebuild rebuild) {
        return rebuild.getPhase() == RebuildPhase.HOLDING;
    }

    /** Whether the shadow table is written. */
    public static boolean isDoubled(TableEntry entry) {
        return isDoubled(entry.getRebuild());
    }

    public static boolean isDoubled(Rebuild rebuild) {
        return rebuild.getPhase() == RebuildPhase.WRITING_BOTH
                && rebuild.getFault().isEmpty();
    }

    /** Whether tasks that follow one follow the other. */
    public static boolean isSame(Rebuild one, Rebuild other) {
        return one.getId().equals(other.getId())
                && one.getPhase() == other.getPhase()
                && one.getFault().equals(other.getFault());
    }

    /** The entry of the live table as it would be if the shadow table, as it is now, were the live one. */
    public static TableEntry shadowOf(TableEntry entry) {
        Rebuild rebuild = entry.getRebuild();
        TableEntry.Builder shadow = entry.toBuilder()
                .setTarget(rebuild.getShadow())
                .setState(TableState.ACTIVE)
                .setReason("")
                .clearPassedOver()
                .clearKey()
                .addAllKey(rebuild.getKeyList())
                .setKeySince(rebuild.getKeySince())
                .clearRebuiltMapping()
                .clearRebuild();
        return (entry.getNextKeyCount() > 0 ? shadow.clearFormerKey() : shadow)
                .clearNextKey()
                .clearNextKeySince()
                .build();
    }

    /**
     * @param plan the id, the time, the shadow table and the mappings
     * @return an entry with another rebuild if one was begun before
     */
    public static TableEntry begin(TableEntry entry, Rebuild plan) {
        if (entry.hasRebuild()) {
            return entry;
        }
        boolean redefined = entry.getNextKeyCount() > 0;
        return entry.toBuilder()
                .setRebuild(plan.toBuilder()
                        .setPhase(RebuildPhase.WRITING_BOTH)
                        .addAllKey(redefined ? entry.getNextKeyList() : entry.getKeyList())
                        .setKeySince(redefined ? entry.getNextKeySince() : entry.getKeySince()))
                .build();
    }

    /** A partition of the stream has begun a phase. */
    public static TableEntry follow(TableEntry entry, Rebuild seen, int partition) {
        Rebuild now = entry.getRebuild();
        if (!entry.hasRebuild() || !isSame(now, seen) || now.getPartitionList().contains(partition)) {
            return entry;
        }
        return with(entry, now.toBuilder().addPartition(partition));
    }

    /** The shadow table cannot be written, or lacks rows. Tasks stop writing it. Without effect once the switch has begun. */
    public static TableEntry fail(TableEntry entry, String reason) {
        Rebuild now = entry.getRebuild();
        boolean written = now.getPhase() == RebuildPhase.WRITING_BOTH || now.getPhase() == RebuildPhase.HOLDING;
        return written && now.getFault().isEmpty() && now.getDocuments() == 0
                ? with(entry, now.toBuilder().setFault(reason).clearPartition())
                : entry;
    }

    /** Events are held from now on, if the shadow table has no fault. */
    public static TableEntry hold(TableEntry entry, String id) {
        return is(entry, id, RebuildPhase.WRITING_BOTH)
                        && entry.getRebuild().getFault().isEmpty()
                ? with(
                        entry,
                        entry.getRebuild().toBuilder()
                                .setPhase(RebuildPhase.HOLDING)
                                .clearPartition())
                : entry;
    }

    /** While the table is held, remembers from where on its events in a partition are to be read again. */
    public static TableEntry passOver(TableEntry entry, PassedOver event, String streamCreated) {
        Rebuild now = entry.getRebuild();
        if (now.getHeldList().stream().anyMatch(each -> each.getPartition() == event.getPartition())) {
            return entry;
        }
        return with(entry, now.toBuilder().addHeld(event).setStreamCreated(streamCreated));
    }

    public static TableEntry beginSwitch(TableEntry entry, String id, long documents) {
        return is(entry, id, RebuildPhase.HOLDING)
                ? with(entry, entry.getRebuild().toBuilder().setDocuments(documents))
                : entry;
    }

    /** The documents of the shadow table are in the live table. */
    public static TableEntry switched(TableEntry entry, String id, String now) {
        if (!is(entry, id, RebuildPhase.HOLDING)) {
            return entry;
        }
        Rebuild rebuild = entry.getRebuild();
        TableEntry.Builder active = entry.toBuilder()
                .setState(TableState.ACTIVE)
                .setReason("")
                .setSince(now)
                // It is claimed again before the first event is applied.
                .clearMapping()
                .clearAbsent()
                .clearKeyUnclear()
                .clearColumn()
                .setWritten(true)
                .clearPassedOver()
                .addAllPassedOver(rebuild.getHeldList())
                .setStreamCreated(rebuild.getStreamCreated())
                .clearKey()
                .addAllKey(rebuild.getKeyList())
                .setKeySince(rebuild.getKeySince())
                .clearNextKey()
                .clearNextKeySince()
                .setRebuild(rebuild.toBuilder()
                        .setPhase(RebuildPhase.SWITCHED)
                        .clearPartition()
                        .clearHeld());
        if (entry.getNextKeyCount() > 0) {
            active.clearFormerKey();
        }
        active.clearRebuiltMapping();
        if (!rebuild.getMapping().equals(rebuild.getConfigured())) {
            active.setRebuiltMapping(RebuiltMapping.newBuilder()
                    .setMapping(rebuild.getMapping())
                    .setConfigured(rebuild.getConfigured()));
        }
        return active.build();
    }

    /** Gives up the rebuild, unless the tables are switched already. */
    public static TableEntry abort(TableEntry entry, String id) {
        Rebuild rebuild = entry.getRebuild();
        boolean before = rebuild.getPhase() == RebuildPhase.WRITING_BOTH || rebuild.getPhase() == RebuildPhase.HOLDING;
        if (!rebuild.getId().equals(id) || !before) {
            return entry;
        }
        TableEntry.Builder aborted = entry.toBuilder()
                .clearPassedOver()
                .addAllPassedOver(earliest(entry.getPassedOverList(), rebuild.getHeldList()))
                .setRebuild(rebuild.toBuilder()
                        .setPhase(RebuildPhase.ABORTED)
                        .clearPartition()
                        .clearHeld());
        if (entry.getPassedOverCount() == 0) {
            aborted.setStreamCreated(rebuild.getStreamCreated());
        }
        return aborted.build();
    }

    /** Forgets the rebuild, when the shadow table is removed. */
    public static TableEntry finish(TableEntry entry, String id) {
        return is(entry, id, RebuildPhase.SWITCHED) || is(entry, id, RebuildPhase.ABORTED)
                ? entry.toBuilder().clearRebuild().build()
                : entry;
    }

    private static List<PassedOver> earliest(List<PassedOver> before, List<PassedOver> held) {
        Map<Integer, PassedOver> first = new TreeMap<>();
        List<PassedOver> all = new ArrayList<>(before);
        all.addAll(held);
        all.forEach(each -> first.merge(
                each.getPartition(),
                each,
                (one, other) -> one.getFirstSequence() <= other.getFirstSequence() ? one : other));
        return List.copyOf(first.values());
    }

    private static boolean is(TableEntry entry, String id, RebuildPhase phase) {
        return entry.getRebuild().getId().equals(id) && entry.getRebuild().getPhase() == phase;
    }

    private static TableEntry with(TableEntry entry, Rebuild.Builder rebuild) {
        return entry.toBuilder().setRebuild(rebuild).build();
    }
}
