package io.millrace.audit.repair;

import io.millrace.audit.Difference;
import io.millrace.bridge.ChangeEventConverter;
import io.millrace.event.Row;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.StateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What has to be done about the differences of one table. Its memory is bounded. Not thread-safe. */
public final class RepairPlan {
    /** With more, the whole table is read again. */
    static final int MOST_ROWS = 20_000;

    static final int MOST_DELETES = 100_000;

    /** Connect takes short forms of a class name, too. */
    private static final Set<String> OWN_CONVERTER =
            Set.of(ChangeEventConverter.class.getName(), "ChangeEventConverter", "ChangeEvent");

    private final Means means;
    private final List<Difference> rows = new ArrayList<>();
    private final List<Difference.Extra> deletes = new ArrayList<>();
    private final List<Unmended> unmended = new ArrayList<>();
    private boolean wholeTable;
    private long differing;
    private long left;

    /** A difference that a repair cannot mend, why, and what to do about it. */
    public record Unmended(Difference difference, String reason) {}

    /**
     * How differences are mended, for a person.
     *
     * @param source the database's name
     * @param rows as in "read 3 rows again …"
     * @param documents as in "delete 3 documents without a row …"
     */
    public record Means(String source, String rows, String documents) {}

    /** Of a table of MySQL, which the source connector mends. */
    public RepairPlan() {
        this(new Means("MySQL", "by an incremental snapshot", "by events in the source's topic"));
    }

    public RepairPlan(Means means) {
        this.means = means;
    }

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
                    "no row of " + means.source()
                            + " can have this document, so nothing but its deletion by hand removes it: "
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

    /**
     * Requires that the bridge can read the records that a repair writes to the source's topic.
     *
     * @throws StateException if there are such records, and the topic has another format
     */
    public void requireConverter(ConfiguredConnector source) {
        String converter = source.setting("value.converter", "that of its worker");
        if (!deletes.isEmpty() && !OWN_CONVERTER.contains(converter)) {
            throw new StateException(
                    "Documents without a row are deleted by records as ChangeEventConverter writes them, but"
                            + " value.converter of " + source.name() + " is " + converter
                            + ". Nothing was repaired. Delete these documents in Manticore by hand, and repair again");
        }
    }

    /** What cannot be mended. */
    public List<Unmended> unmended() {
        return List.copyOf(unmended);
    }

    /** What a repair does, for a person. */
    public List<String> description() {
        List<String> lines = new ArrayList<>();
        if (wholeTable) {
            lines.add("read the whole table again " + means.rows()
                    + (differing > MOST_ROWS ? ", because of " + differing + " rows" : ""));
        } else if (!rows.isEmpty()) {
            lines.add("read " + counted(rows.size(), "row") + " again " + means.rows());
        }
        if (!deletes.isEmpty()) {
            lines.add("delete " + counted(deletes.size(), "document") + " without a row " + means.documents());
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
