package io.millrace.nats;

import io.millrace.event.SourceTable;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

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

    /** The table has a TRUNCATE. Returns whether it needs an audit. */
    public boolean truncated(SourceTable table) throws IOException, JetStreamApiException, InterruptedException {
        return update(table, order -> order.setTruncated(true));
    }

    /** The order of the table's events is in doubt. Returns whether it needs an audit. */
    public boolean doubted(SourceTable table) throws IOException, JetStreamApiException, InterruptedException {
        return update(table, order -> order.setDoubtful(true));
    }

    /**
     * The same, since a partition ends with an event that came after others of a later run. This is in doubt once, however
     * often it is seen.
     */
    public boolean doubted(SourceTable table, LatePartition late)
            throws IOException, JetStreamApiException, InterruptedException {
        return update(
                table, order -> isKnown(order, late) ? order : add(order, late).setDoubtful(true));
    }

    private static boolean isKnown(TruncateOrder.Builder order, LatePartition late) {
        return order.getLateList().stream()
                .anyMatch(each -> each.getPartition() == late.getPartition()
                        && each.getRun() == late.getRun()
                        && each.getLastId() >= late.getLastId());
    }

    private static TruncateOrder.Builder add(TruncateOrder.Builder order, LatePartition late) {
        List<LatePartition> others = order.getLateList().stream()
                .filter(each -> each.getPartition() != late.getPartition())
                .toList();
        return order.clearLate().addAllLate(others).addLate(late);
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
