package io.millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/** The progress of a Debezium connector, as its committed offset in Connect shows it. */
public final class DebeziumOffset {
    private final JsonNode offset;

    /** @param offsets the answer to {@code GET /connectors/<name>/offsets} */
    public DebeziumOffset(JsonNode offsets) {
        offset = offsets.path("offsets").path(0).path("offset");
    }

    /** Whether the initial snapshot has read every row. */
    public boolean isInitialSnapshotDone() {
        boolean underWay = offset.has("snapshot")
                && !offset.path("snapshot_completed").asText().equals("true");
        return offset.isObject() && !offset.isEmpty() && !underWay;
    }

    /** Whether an incremental snapshot has tables left to read. */
    public boolean isIncrementalSnapshotUnderWay() {
        return offset.has("incremental_snapshot_collections");
    }

    /** Whether an incremental snapshot has yet to read rows of a table, {@code database.table}. */
    public boolean isBeingSnapshot(String table) {
        return offset.path("incremental_snapshot_collections").asText().contains('"' + table + '"');
    }

    /** Whether everything before a position has been processed. */
    public boolean isPast(BinlogPosition position) {
        return position().filter(own -> own.compareTo(position) >= 0).isPresent();
    }

    /** Where the connector would resume; empty before the first offset. */
    public Optional<BinlogPosition> position() {
        return offset.has("file")
                ? Optional.of(new BinlogPosition(
                        offset.path("file").asText(), offset.path("pos").asLong()))
                : Optional.empty();
    }

    /** Whether it says which transactions were read, as after the first one with a GTID. */
    public boolean hasGtids() {
        return !offset.path("gtids").asText().isEmpty();
    }

    /** When the last change that the connector has processed was made; empty if it does not say. */
    public Optional<Instant> time() {
        return offset.path("ts_sec").asLong() > 0
                ? Optional.of(Instant.ofEpochSecond(offset.path("ts_sec").asLong()))
                : Optional.empty();
    }
}
