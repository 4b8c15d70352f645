package io.millrace.sync;

import com.fasterxml.jackson.databind.JsonNode;

/** How far a Debezium connector has come, by the offset that Connect has of it. */
final class DebeziumOffset {
    private final JsonNode offset;

    /** @param offsets what {@code GET /connectors/<name>/offsets} answers */
    DebeziumOffset(JsonNode offsets) {
        offset = offsets.path("offsets").path(0).path("offset");
    }

    /** Whether it has read every row once. */
    boolean isInitialSnapshotDone() {
        boolean underWay = offset.has("snapshot")
                && !offset.path("snapshot_completed").asText().equals("true");
        return offset.isObject() && !offset.isEmpty() && !underWay;
    }

    /** Whether tables that a signal named are left to read. */
    boolean isIncrementalSnapshotUnderWay() {
        return offset.has("incremental_snapshot_collections");
    }

    /** Whether it has dealt with all that was written before a position. */
    boolean isPast(BinlogPosition position) {
        return offset.has("file")
                && new BinlogPosition(
                                        offset.path("file").asText(),
                                        offset.path("pos").asLong())
                                .compareTo(position)
                        >= 0;
    }
}
