package io.millrace.history;

import io.debezium.connector.binlog.BinlogOffsetContext;
import io.debezium.connector.binlog.BinlogSourceInfo;
import io.debezium.document.Document;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The order of positions in the binlog: by file and place where GTIDs say nothing, otherwise Debezium's. Where they say
 * nothing, Debezium 3.6.1 ({@code BinlogHistoryRecordComparator}) takes every statement of the history for one before the
 * source's position:
 *
 * <ul>
 *   <li>a position that is read back from Connect's offsets names no server, so that it takes the two for positions in
 *       binlogs of different servers;
 *   <li>on a server that once had GTIDs, all positions have the same ones, so that it takes the two for the same.
 * </ul>
 */
final class BinlogOrder extends HistoryRecordComparator {
    private static final Comparator<Document> BY_PLACE = Comparator.comparingLong(BinlogOrder::fileNumber)
            .thenComparing(number(BinlogSourceInfo.BINLOG_POSITION_OFFSET_KEY))
            .thenComparing(number(BinlogOffsetContext.EVENTS_TO_SKIP_OFFSET_KEY))
            .thenComparing(number(BinlogSourceInfo.BINLOG_ROW_IN_EVENT_OFFSET_KEY));

    private final HistoryRecordComparator debezium;

    BinlogOrder(HistoryRecordComparator debezium) {
        this.debezium = debezium;
    }

    @Override
    public boolean isAtOrBefore(HistoryRecord first, HistoryRecord second) {
        Document one = position(first);
        Document other = position(second);
        return one != null && other != null && sameGtids(one, other) && inSameFiles(one, other)
                ? isSameSource(source(first), source(second)) && BY_PLACE.compare(one, other) <= 0
                : debezium.isAtOrBefore(first, second);
    }

    static @Nullable Document position(HistoryRecord each) {
        return each.document().getDocument(HistoryRecord.Fields.POSITION);
    }

    private static Document source(HistoryRecord each) {
        return each.document().getDocument(HistoryRecord.Fields.SOURCE);
    }

    /** Also if neither has any. */
    private static boolean sameGtids(Document one, Document other) {
        return Objects.equals(
                one.getString(BinlogOffsetContext.GTID_SET_KEY), other.getString(BinlogOffsetContext.GTID_SET_KEY));
    }

    /** Whether the numbers of their files are of one row: the names are the same, and no other server is named. */
    private static boolean inSameFiles(Document one, Document other) {
        String server = BinlogSourceInfo.SERVER_ID_KEY;
        boolean otherServer =
                one.has(server) && other.has(server) && !one.getLong(server).equals(other.getLong(server));
        return !otherServer && baseName(one).equals(baseName(other));
    }

    /** {@code binlog} of {@code binlog.000002}. */
    private static String baseName(Document position) {
        String file = file(position);
        return file.substring(0, file.lastIndexOf('.') + 1);
    }

    private static long fileNumber(Document position) {
        String file = file(position);
        return Long.parseLong(file.substring(file.lastIndexOf('.') + 1));
    }

    private static String file(Document position) {
        return position.getString(BinlogSourceInfo.BINLOG_FILENAME_OFFSET_KEY);
    }

    private static Comparator<Document> number(String field) {
        return Comparator.comparingLong(position -> position.getLong(field, 0));
    }
}
