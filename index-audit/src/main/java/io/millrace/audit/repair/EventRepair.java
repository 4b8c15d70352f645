package io.millrace.audit.repair;

import io.millrace.audit.Difference;
import io.millrace.audit.source.SourceRows;
import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.Snowflake;
import io.millrace.event.Source;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Mends the differences of a table of Cassandra by events: the rows as they are now, and deletes of documents without a row.
 * Each has the version of the row, or one right above the version that is in the index. So it is applied, and whatever an
 * application writes meanwhile is newer.
 */
public final class EventRepair {
    private static final int ROWS_AT_ONCE = 1_000;

    private final String connector;
    private final Consumer<ChangeEvent> stream;
    private final Clock clock;

    /**
     * @param connector as in the source of the events
     * @param stream returns once it has the event
     */
    public EventRepair(String connector, Consumer<ChangeEvent> stream, Clock clock) {
        this.connector = connector;
        this.stream = stream;
        this.clock = clock;
    }

    /** Does what the plan says, and adds to it what cannot be done. */
    public void mend(RepairPlan plan, SourceRows rows) throws SQLException {
        if (plan.isWholeTable()) {
            publishAll(rows);
        }
        List<Difference> possible = new ArrayList<>();
        long now = Snowflake.first(clock.millis(), 0);
        plan.rows().forEach(each -> addIfPast(each, now, plan, possible));
        plan.deletes().forEach(each -> addIfPast(each, now, plan, possible));
        for (int from = 0; from < possible.size(); from += ROWS_AT_ONCE) {
            mend(possible.subList(from, Math.min(possible.size(), from + ROWS_AT_ONCE)), rows);
        }
    }

    private void publishAll(SourceRows rows) throws SQLException {
        rows.seek("");
        List<ChangeEvent> some = rows.next(ROWS_AT_ONCE);
        while (!some.isEmpty()) {
            some.stream().filter(ChangeEvent::hasAfter).forEach(stream);
            some = rows.next(ROWS_AT_ONCE);
        }
    }

    /** A later change of the row has to be newer than what mends it. */
    private static void addIfPast(Difference each, long now, RepairPlan plan, List<Difference> possible) {
        if (versionInIndex(each) < now) {
            possible.add(each);
        } else {
            plan.refuse(
                    each,
                    "its version in the index is one of the future, so that changes are dropped until then; "
                            + RepairPlan.deletion(each) + " by hand, and repair again");
        }
    }

    private void mend(List<Difference> some, SourceRows rows) throws SQLException {
        Map<String, ChangeEvent> found = new HashMap<>();
        rows.find(RepairPlan.keys(some)).forEach(row -> found.put(CanonicalKey.text(row.getKey()), row));
        for (Difference each : some) {
            ChangeEvent row = found.get(CanonicalKey.text(each.key()));
            long above = versionInIndex(each) + 1;
            boolean extra = each instanceof Difference.Extra;
            // A row that was inserted or deleted since the audit has an event of its own.
            if (extra && row == null) {
                stream.accept(deleteOf(each, above));
            } else if (!extra && row != null && row.hasAfter()) {
                stream.accept(
                        row.toBuilder().setId(Math.max(row.getId(), above)).build());
            }
        }
    }

    private ChangeEvent deleteOf(Difference extra, long id) {
        return ChangeEvent.newBuilder()
                .setId(id)
                .setOperation(Operation.DELETE)
                .setSource(Source.newBuilder()
                        .setConnector(connector)
                        .setName(extra.table().source())
                        .setDatabase(extra.table().database())
                        .setTable(extra.table().table())
                        .setCommitTimeUs(TimeUnit.MILLISECONDS.toMicros(clock.millis())))
                .setKey(extra.key())
                .build();
    }

    private static long versionInIndex(Difference difference) {
        return difference instanceof Difference.Missing missing ? missing.deletedVersion() : difference.eventId();
    }
}
