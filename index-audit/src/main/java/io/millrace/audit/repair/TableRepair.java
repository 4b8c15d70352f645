package io.millrace.audit.repair;

import io.millrace.audit.Difference;
import io.millrace.audit.source.SourceRows;
import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Row;
import io.millrace.event.Snowflake;
import io.millrace.state.StateException;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.signal.IncrementalSnapshots;
import io.millrace.state.signal.SnapshotRequest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Mends the differences of a table in the ordinary way: the source connector reads missing and stale rows again, and
 * deletes of documents without a row go through the source's topic. An audit afterwards tells whether all are mended.
 */
public final class TableRepair {
    private static final int KEYS_AT_ONCE = 1000;

    private final RowSnapshots snapshots;
    private final DeleteRecords deletes;
    private final Supplier<OptionalLong> newestEvent;
    private final Clock clock;

    TableRepair(RowSnapshots snapshots, DeleteRecords deletes, Supplier<OptionalLong> newestEvent, Clock clock) {
        this.snapshots = snapshots;
        this.deletes = deletes;
        this.newestEvent = newestEvent;
        this.clock = clock;
    }

    /** @param newestEvent see {@link NewestEvent} */
    public static TableRepair of(
            IncrementalSnapshots snapshots, KafkaDeletes deletes, Supplier<OptionalLong> newestEvent) {
        return new TableRepair(snapshots::read, deletes, newestEvent, Clock.systemUTC());
    }

    /**
     * Does what the plan says, and adds to it what cannot be done.
     *
     * @throws StateException if the source connector cannot be asked, or gave up on the table
     */
    public void mend(RepairPlan plan, SourceRows rows) throws Exception {
        readAgain(plan, rows);
        delete(plan, rows);
    }

    private void readAgain(RepairPlan plan, SourceRows rows) throws Exception {
        // Whoever set the version by hand may have set it beyond those of all events.
        long possible = Math.max(newestEvent.get().orElse(0), Snowflake.first(clock.millis(), 0));
        List<Difference> overtakable = new ArrayList<>();
        for (Difference each : plan.rows()) {
            if (each.eventId() > possible) {
                plan.refuse(
                        each,
                        "its version is higher than that of any event, so no event replaces it; "
                                + RepairPlan.deletion(each) + " by hand, and repair again");
            } else {
                overtakable.add(each);
            }
        }
        if (plan.isWholeTable()) {
            read(rows, Optional.empty());
            return;
        }
        for (int from = 0; from < overtakable.size(); from += KEYS_AT_ONCE) {
            List<Difference> some = overtakable.subList(from, Math.min(overtakable.size(), from + KEYS_AT_ONCE));
            if (!read(rows, RepairPlan.keys(some))) {
                return;
            }
        }
    }

    /** Returns false if the whole table was read. */
    private boolean read(SourceRows rows, List<Row> keys) throws Exception {
        Optional<String> condition = rows.condition(keys);
        boolean fits = condition
                .filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= SnapshotRequest.MAX_CONDITION_BYTES)
                .isPresent();
        if (fits || condition.isEmpty() || keys.size() == 1) {
            read(rows, condition.filter(text -> fits));
            return fits;
        }
        int half = keys.size() / 2;
        return read(rows, keys.subList(0, half)) && read(rows, keys.subList(half, keys.size()));
    }

    private void read(SourceRows rows, Optional<String> condition) throws Exception {
        DatabaseTable table = DatabaseTable.of(rows.table());
        String id = "repair-" + UUID.randomUUID().toString().substring(0, 18);
        Optional<String> gaveUp = snapshots.read(new SnapshotRequest(id, table, condition));
        if (gaveUp.isPresent()) {
            throw new StateException("Debezium gave up on reading rows of " + table + " again: " + gaveUp.get());
        }
    }

    private void delete(RepairPlan plan, SourceRows rows) throws SQLException, InterruptedException {
        OptionalLong newest = newestEvent.get();
        for (int from = 0; from < plan.deletes().size(); from += KEYS_AT_ONCE) {
            List<Difference.Extra> some =
                    plan.deletes().subList(from, Math.min(plan.deletes().size(), from + KEYS_AT_ONCE));
            List<Difference.Extra> old = new ArrayList<>();
            for (Difference.Extra each : some) {
                if (newest.isPresent() && each.eventId() < newest.getAsLong()) {
                    old.add(each);
                } else {
                    plan.refuse(each, tooNew(each, newest));
                }
            }
            removeExisting(old, rows);
            deletes.write(old);
        }
    }

    /** Rows that were inserted since the audit; an event of theirs is on its way. */
    private static void removeExisting(List<Difference.Extra> extras, SourceRows rows) throws SQLException {
        Set<String> found = rows.find(RepairPlan.keys(extras)).stream()
                .map(ChangeEvent::getKey)
                .map(CanonicalKey::text)
                .collect(Collectors.toSet());
        int before = extras.size();
        extras.removeIf(each -> found.contains(CanonicalKey.text(each.key())));
        if (before - extras.size() < found.size()) {
            // The source has a key in another form than the index.
            for (Iterator<Difference.Extra> each = extras.iterator(); each.hasNext(); ) {
                if (!rows.find(List.of(each.next().key())).isEmpty()) {
                    each.remove();
                }
            }
        }
    }

    private static String tooNew(Difference.Extra extra, OptionalLong newest) {
        return newest.isEmpty()
                ? "the stream holds no event of the source, so it is not known which version is newer; change any row of"
                        + " the source, and repair again"
                : "its version is higher than that of any event, so a delete above it would get in the way of a new row; "
                        + RepairPlan.deletion(extra) + " by hand";
    }
}
