package io.millrace.command.sync;

import com.fasterxml.jackson.databind.JsonNode;

/** The progress of a Debezium connector, as its committed offset in Connect shows it. */
final class DebeziumOffset {
    private final JsonNode offset;

    /** @param offsets the answer to {@code GET /connectors/<name>/offsets} */
    DebeziumOffset(JsonNode offsets) {
        offset = offsets.path("offsets").path(0).path("offset");
    }

    /** Whether the initial snapshot has read every row. */
    boolean isInitialSnapshotDone() {
        boolean underWay = offset.has("snapshot")
                && !offset.path("snapshot_completed").asText().equals("true");
        return offset.isObject() && !offset.isEmpty() && !underWay;
    }

    /** Whether an incremental snapshot has tables left to read. */
    boolean isIncrementalSnapshotUnderWay() {
        return offset.has("incremental_snapshot_collections");
    }

    /** Whether everything before a position has been processed. */
    boolean isPast(BinlogPosition position) {
        return offset.has("file")
                && new BinlogPosition(
                                        offset.path("file").asText(),
                                        offset.path("pos").asLong())
                                .compareTo(position)
                        >= 0;
    }
}
