package io.millrace.manticore.pipeline;

import io.millrace.manticore.index.BatchResult;

/** How the writing of a batch ended. */
sealed interface WriteResult {
    record Written(MappedBatch batch, BatchResult result) implements WriteResult {}

    record Failed(RuntimeException cause) implements WriteResult {}

    /** It was not written, because one before it failed. */
    record Dropped() implements WriteResult {}
}
