package io.millrace.audit;

import io.millrace.event.SourceTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the audit of one table found.
 *
 * @param indexTable the table in Manticore
 * @param counts how much was compared, and with what result
 * @param tableDifferences what differs in the whole table, such as a column that the index does not have
 * @param notes what was not compared, and why that is no difference
 * @param unread columns whose values Manticore does not tell, so that they were not compared
 * @param failure why the table could not be compared, or not wholly
 * @param duration how long it took
 */
public record TableReport(
        SourceTable table,
        String indexTable,
        Counts counts,
        List<String> tableDifferences,
        List<String> notes,
        List<String> unread,
        Optional<String> failure,
        Duration duration) {
    public TableReport {
        tableDifferences = List.copyOf(tableDifferences);
        notes = List.copyOf(notes);
        unread = List.copyOf(unread);
    }

    /**
     * Numbers of rows and documents.
     *
     * @param rows rows that were read from the source
     * @param documents documents that were read from the index
     * @param missing rows without a document
     * @param extra documents without a row
     * @param different rows with another document than the sink makes of them
     * @param deadLetters rows of which the sink can make no document, so that they are among its dead letters
     * @param unsettled rows that changed so often that they could not be compared
     */
    public record Counts(
            long rows, long documents, long missing, long extra, long different, long deadLetters, long unsettled) {
        public long differences() {
            return missing + extra + different;
        }
    }

    /** Whether the whole table was compared. */
    public boolean isComplete() {
        return failure.isEmpty() && counts.unsettled() == 0;
    }

    /** Whether the whole table was compared and nothing differs. */
    public boolean isEqual() {
        return isComplete() && !hasDifferences();
    }

    /** Whether every value of the whole table was compared and nothing differs. */
    public boolean provesEquality() {
        return isEqual() && unread.isEmpty();
    }

    public boolean hasDifferences() {
        return counts.differences() > 0 || !tableDifferences.isEmpty();
    }
}
