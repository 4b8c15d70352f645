package io.millrace.nats;

import io.millrace.event.SourceTable;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which tables have had a TRUNCATE, and in which the order of events around a restart of the source is in doubt. A table
 * needs an audit once both are so, in whatever order and by whichever task they are noticed.
 */
public final class TruncateOrders {
    private final StateEntries<TruncateOrder> entries;
    private final String stream;

    private TruncateOrders(StateEntries<TruncateOrder> entries, String stream) {
        this.entries = entries;
        this.stream = stream;
    }

    /** The state bucket must exist when entries are read or written. */
    public static TruncateOrders open(Connection connection, String stream) throws IOException {
        return new TruncateOrders(new StateEntries<>(connection, TruncateOrder.getDefaultInstance()), stream);
    }

    /**
     * The table has a TRUNCATE. Returns whether it needs an audit.
     *
     * @param run of the source
     * @param id as published
     */
    public boolean truncated(SourceTable table, long run, long id)
            throws IOException, JetStreamApiException, InterruptedException {
        return update(
                table, order -> order.setTruncated(true).setDoubtful(order.getDoubtful() || isInDoubt(order, run, id)));
    }

    static boolean isInDoubt(TruncateOrder.Builder order, long run, long id) {
        return order.getUnevenRunList().contains(run)
                || order.getLateList().stream()
                        .anyMatch(each -> Long.compareUnsigned(each.getRun(), run) <= 0 && id <= each.getLastId());
    }

    /**
     * In this run, ids are raised in some partitions of the table more than in others: the order of all its events is in
     * doubt. Returns whether the table needs an audit.
     */
    public boolean doubted(SourceTable table, long unevenRun)
            throws IOException, JetStreamApiException, InterruptedException {
        return update(table, order -> add(order, unevenRun).setDoubtful(true));
    }

    private static TruncateOrder.Builder add(TruncateOrder.Builder order, long unevenRun) {
        List<Long> latest = Stream.concat(order.getUnevenRunList().stream(), Stream.of(unevenRun))
                .distinct()
                .sorted(Comparator.comparing((Long run) -> run, Long::compareUnsigned)
                        .reversed())
                .limit(RunRaises.KEPT)
                .toList();
        return order.clearUnevenRun().addAllUnevenRun(latest);
    }

    /**
     * The order of the table's events is in doubt, since a partition ends with an event that came after others of a later
     * run. This is in doubt once, however often it is seen. Returns whether the table needs an audit.
     */
    public boolean doubted(SourceTable table, LatePartition late)
            throws IOException, JetStreamApiException, InterruptedException {
        return update(
                table, order -> isKnown(order, late) ? order : add(order, late).setDoubtful(true));
    }

    static boolean isKnown(TruncateOrder.Builder order, LatePartition late) {
        return order.getLateList().stream()
                .anyMatch(each -> each.getPartition() == late.getPartition()
                        && Long.compareUnsigned(each.getRun(), late.getRun()) <= 0
                        && each.getLastId() >= late.getLastId());
    }

    /** A task that lags may still publish a TRUNCATE of the first run that the partition's events came too late for. */
    static TruncateOrder.Builder add(TruncateOrder.Builder order, LatePartition late) {
        LatePartition.Builder merged = late.toBuilder();
        List<LatePartition> others = new ArrayList<>();
        for (LatePartition each : order.getLateList()) {
            if (each.getPartition() != late.getPartition()) {
                others.add(each);
                continue;
            }
            merged.setLastId(Math.max(merged.getLastId(), each.getLastId()));
            if (Long.compareUnsigned(each.getRun(), merged.getRun()) < 0) {
                merged.setRun(each.getRun());
            }
        }
        return order.clearLate().addAllLate(others).addLate(merged);
    }

    /** The table is marked to be audited. */
    public void marked(SourceTable table) throws IOException, JetStreamApiException, InterruptedException {
        update(table, order -> order.setDoubtful(false));
    }

    private boolean update(SourceTable table, UnaryOperator<TruncateOrder.Builder> change)
            throws IOException, JetStreamApiException, InterruptedException {
        TruncateOrder now = entries.update(
                key(table), order -> change.apply(order.toBuilder()).build());
        return now.getTruncated() && now.getDoubtful();
    }

    private String key(SourceTable table) {
        return "runs." + StateBucket.token(stream) + ".table." + StateBucket.token(table);
    }
}
