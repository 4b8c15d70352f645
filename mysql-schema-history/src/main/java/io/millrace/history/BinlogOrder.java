package io.millrace.history;

import io.debezium.connector.binlog.BinlogOffsetContext;
import io.debezium.connector.binlog.BinlogSourceInfo;
import io.debezium.document.Document;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's order of positions in the binlog, which also holds where transactions have no GTIDs. There Debezium 3.6.1
 * ({@code BinlogHistoryRecordComparator}) takes every statement of the history for one before the source's position:
 *
 * <ul>
 *   <li>a position that is read back from Connect's offsets names no server, so that it takes the two for positions in
 *       binlogs of different servers;
 *   <li>on a server that once had GTIDs, all positions have the same ones, so that it takes the two for the same.
 * </ul>
 */
final class BinlogOrder extends HistoryRecordComparator {
    private final HistoryRecordComparator order;

    /** @param order of positions that both name their server, or both do not */
    BinlogOrder(HistoryRecordComparator order) {
        this.order = order;
    }

    @Override
    public boolean isAtOrBefore(HistoryRecord first, HistoryRecord second) {
        Document firstPosition = position(first);
        Document secondPosition = position(second);
        if (firstPosition == null || secondPosition == null || !ofSameFiles(firstPosition, secondPosition)) {
            return order.isAtOrBefore(first, second);
        }
        boolean sameGtids = Objects.equals(gtids(firstPosition), gtids(secondPosition));
        return order.isAtOrBefore(inFile(first, sameGtids), inFile(second, sameGtids));
    }

    static @Nullable Document position(HistoryRecord each) {
        return each.document().getDocument(HistoryRecord.Fields.POSITION);
    }

    /** The numbers of two files say nothing if their names differ, or are of two servers that both are named. */
    private static boolean ofSameFiles(Document first, Document second) {
        String server = BinlogSourceInfo.SERVER_ID_KEY;
        return baseName(first).equals(baseName(second))
                && (!first.has(server)
                        || !second.has(server)
                        || first.getLong(server).equals(second.getLong(server)));
    }

    /** {@code binlog} of {@code binlog.000002}. */
    private static String baseName(Document position) {
        String file = position.getString(BinlogSourceInfo.BINLOG_FILENAME_OFFSET_KEY, "");
        return file.substring(0, Math.max(0, file.lastIndexOf('.')));
    }

    private static @Nullable String gtids(Document position) {
        return position.getString(BinlogOffsetContext.GTID_SET_KEY);
    }

    /** Without its server, and without its GTIDs if these say nothing. */
    private static HistoryRecord inFile(HistoryRecord each, boolean sameGtids) {
        Document copy = each.document().clone();
        Document position = copy.getDocument(HistoryRecord.Fields.POSITION);
        position.remove(BinlogSourceInfo.SERVER_ID_KEY);
        if (sameGtids) {
            position.remove(BinlogOffsetContext.GTID_SET_KEY);
        }
        return new HistoryRecord(copy);
    }
}
