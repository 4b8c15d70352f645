package io.millrace.manticore.pipeline;

import io.millrace.manticore.index.BatchResult;
import io.millrace.manticore.index.WrittenRow;
import java.util.List;

/** How the writing of a batch ended. */
sealed interface WriteResult {
    /** @param rows what has to be found in the index when it is read back */
    record Written(MappedBatch batch, BatchResult result, List<WrittenRow> rows) implements WriteResult {}

    record Failed(RuntimeException cause) implements WriteResult {}

    /** It was not written, because one before it failed. */
    record Dropped() implements WriteResult {}
}
