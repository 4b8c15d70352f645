package io.millrace.manticore.index;

import io.millrace.manticore.document.RowChange;
import java.time.Duration;
import java.util.List;

/**
 * What became of a batch.
 *
 * @param news the newest change of each row that was written; the rows' older changes in the batch are not among them
 * @param applied changes that took effect, with those that newer ones of the batch overtook
 * @param stale changes that were dropped, because the index holds something newer or the same
 * @param guardTime spent on finding out what is stale
 * @param bulkTime spent on writing
 */
public record BatchResult(
        List<RowChange.OfRow> news,
        int applied,
        int stale,
        List<Rejection> rejections,
        Duration guardTime,
        Duration bulkTime) {

    public int replaced() {
        return (int) news.stream().filter(RowChange.Replace.class::isInstance).count();
    }

    public int deleted() {
        return news.size() - replaced();
    }

    /** Without the contents of rows. */
    @Override
    public String toString() {
        return "%d applied (%d replaced, %d deleted), %d stale, %d refused, %d ms for the guard, %d ms to write"
                .formatted(
                        applied,
                        replaced(),
                        deleted(),
                        stale,
                        rejections.size(),
                        guardTime.toMillis(),
                        bulkTime.toMillis());
    }
}
