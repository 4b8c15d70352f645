package io.millrace.audit.repair;

import io.millrace.audit.Difference;
import io.millrace.event.Row;
import java.util.ArrayList;
import java.util.List;

/** What has to be done about the differences of one table. Its memory is bounded. Not thread-safe. */
public final class RepairPlan {
    /** With more, the whole table is read again. */
    static final int MOST_ROWS = 20_000;

    static final int MOST_DELETES = 100_000;

    private final List<Difference> rows = new ArrayList<>();
    private final List<Difference.Extra> deletes = new ArrayList<>();
    private final List<Unmended> unmended = new ArrayList<>();
    private boolean wholeTable;
    private long differing;
    private long left;

    /** A difference that a repair cannot mend, why, and what to do about it. */
    public record Unmended(Difference difference, String reason) {}

    /** Adds a difference of the table. */
    public void add(Difference difference) {
        if (difference instanceof Difference.Extra extra) {
            addExtra(extra);
        } else {
            addRow(difference);
        }
    }

    /** The index table lacks more than single rows: it does not exist, or a column is missing. */
    public void addWholeTable() {
        wholeTable = true;
    }

    private void addExtra(Difference.Extra extra) {
        if (extra.key().getColumnsCount() == 0) {
            refuse(
                    extra,
                    "no row of MySQL can have this document, so nothing but its deletion by hand removes it: "
                            + deletion(extra));
        } else if (deletes.size() == MOST_DELETES) {
            left++;
        } else {
            deletes.add(extra);
        }
    }

    private void addRow(Difference difference) {
        differing++;
        if (rows.size() == MOST_ROWS) {
            wholeTable = true;
        } else {
            rows.add(difference);
        }
    }

    void refuse(Difference difference, String reason) {
        unmended.add(new Unmended(difference, reason));
    }

    static String deletion(Difference difference) {
        return "DELETE FROM " + difference.indexTable() + " WHERE id=" + difference.documentId();
    }

    /** Rows to be read again, as far as they are remembered. */
    List<Difference> rows() {
        return rows;
    }

    boolean isWholeTable() {
        return wholeTable;
    }

    List<Difference.Extra> deletes() {
        return deletes;
    }

    /** Whether a repair writes records to the source's topic. */
    public boolean writesRecords() {
        return !deletes.isEmpty();
    }

    /** What cannot be mended. */
    public List<Unmended> unmended() {
        return List.copyOf(unmended);
    }

    /** What a repair does, for a person. */
    public List<String> description() {
        List<String> lines = new ArrayList<>();
        if (wholeTable) {
            lines.add("read the whole table again by an incremental snapshot"
                    + (differing > MOST_ROWS ? ", because of " + differing + " rows" : ""));
        } else if (!rows.isEmpty()) {
            lines.add("read " + counted(rows.size(), "row") + " again by an incremental snapshot");
        }
        if (!deletes.isEmpty()) {
            lines.add(
                    "delete " + counted(deletes.size(), "document") + " without a row by events in the source's topic");
        }
        if (left > 0) {
            lines.add("leave " + left + " more documents without a row to the next repair");
        }
        return lines;
    }

    static List<Row> keys(List<? extends Difference> differences) {
        return differences.stream().map(Difference::key).toList();
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
