package io.millrace.history;

import io.debezium.document.Document;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the records of a history up to a source's position that do not lead back behind one that was passed on. None
 * of these is missed: a task starts where all statements before it are recorded, and records the next ones in their order,
 * so whatever precedes a record in the binlog has been recorded before it once. A snapshot describes all tables anew, and
 * may follow a binlog that began again, so its records lead back.
 */
final class RecordedInOrder implements Consumer<HistoryRecord> {
    private final HistoryRecordComparator order;
    private final List<HistoryRecord> positions;
    private final Consumer<HistoryRecord> records;
    private @Nullable HistoryRecord last;

    /** @param positions of each source that the history is recovered for */
    RecordedInOrder(HistoryRecordComparator order, List<HistoryRecord> positions, Consumer<HistoryRecord> records) {
        this.order = order;
        this.positions = positions;
        this.records = records;
    }

    @Override
    public void accept(HistoryRecord recorded) {
        if (positions.stream().noneMatch(each -> order.isAtOrBefore(recorded, each))) {
            return;
        }
        if (last != null && !ofSnapshot(recorded) && isBefore(recorded, last)) {
            return;
        }
        last = recorded;
        records.accept(recorded);
    }

    /** False if the two cannot be compared: binlogs of different servers, or GTIDs of which neither has all of the other's. */
    private boolean isBefore(HistoryRecord first, HistoryRecord second) {
        return order.isAtOrBefore(first, second) && !order.isAtOrBefore(second, first);
    }

    private static boolean ofSnapshot(HistoryRecord recorded) {
        Document position = BinlogOrder.position(recorded);
        return position != null && position.has("snapshot");
    }
}
