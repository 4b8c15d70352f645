package io.millrace.bridge.encode;

import io.millrace.event.WireOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;

/** The names of the columns that an event goes without, since it would be too large with them. */
record LeftOutColumns(Set<String> before, Set<String> after) {
    static final LeftOutColumns NONE = new LeftOutColumns(Set.of(), Set.of());

    /** A column of less than this part of the limit is not what makes an event too large. */
    private static final int LARGE_PART = 16;

    /** What keeping a column can add to the lengths before its row. */
    private static final int LENGTHS = 16;

    private record Candidate(boolean before, RowWriter.ColumnSize column) {}

    /**
     * The columns to leave out: large binary ones before all others, those of the row before the change before those after
     * it, the largest first; and no more than needed. Columns of the key stay.
     *
     * @param key a serialized row, empty for none; absent when nobody knows it
     * @param keyColumns the names of the key's columns
     * @param scratch what is in it is lost
     */
    static LeftOutColumns choose(
            RecordWriter writer,
            Struct value,
            Optional<byte[]> key,
            Set<String> keyColumns,
            int limit,
            WireOutput scratch) {
        List<Candidate> candidates = candidates(writer.rows(value), keyColumns, scratch);
        LeftOutColumns leftOut = new LeftOutColumns(new HashSet<>(), new HashSet<>());
        candidates.forEach(each -> leftOut.namesOf(each).add(each.column.name()));
        scratch.cutTo(0);
        writer.write(scratch, value, key, leftOut);
        long size = scratch.size() + LENGTHS;
        candidates.sort(firstToKeep(limit / LARGE_PART));
        for (Candidate each : candidates) {
            if (size + each.column.bytes() <= limit) {
                size += each.column.bytes();
                leftOut.namesOf(each).remove(each.column.name());
            }
        }
        return leftOut;
    }

    private Set<String> namesOf(Candidate candidate) {
        return candidate.before ? before : after;
    }

    private static List<Candidate> candidates(
            List<RecordWriter.RecordRow> rows, Set<String> keyColumns, WireOutput scratch) {
        List<Candidate> candidates = new ArrayList<>();
        for (RecordWriter.RecordRow row : rows) {
            for (RowWriter.ColumnSize column : row.writer().sizes(row.row(), scratch)) {
                if (!keyColumns.contains(column.name())) {
                    candidates.add(new Candidate(row.before(), column));
                }
            }
        }
        return candidates;
    }

    private static Comparator<Candidate> firstToKeep(int large) {
        return Comparator.<Candidate>comparingInt(
                        each -> each.column.bytes() < large ? 0 : each.column.binary() ? 2 : 1)
                .thenComparing(Candidate::before)
                .thenComparingInt(each -> each.column.bytes());
    }
}
