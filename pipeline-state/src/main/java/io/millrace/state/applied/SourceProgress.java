package io.millrace.state.applied;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.event.SourceTable;
import io.millrace.state.BinlogPosition;
import io.millrace.state.ConnectClient;
import io.millrace.state.DebeziumOffset;
import io.millrace.state.StateException;
import io.millrace.state.mysql.DatabaseTable;
import java.util.Collection;
import java.util.Optional;

/**
 * Whether the source connector has sent everything up to a position. Connect commits its offset with the records before
 * it, or after them: whatever precedes the offset is in Kafka.
 */
final class SourceProgress {
    private final ConnectClient connect;
    private final OffsetReader offsets;
    private final String source;

    /** Reads the committed offset, in the form in which Connect answers. */
    @FunctionalInterface
    interface OffsetReader {
        JsonNode read() throws InterruptedException;
    }

    SourceProgress(ConnectClient connect, OffsetReader offsets, String source) {
        this.connect = connect;
        this.offsets = offsets;
        this.source = source;
    }

    StageProgress check(BinlogPosition position, Collection<SourceTable> tables) throws InterruptedException {
        JsonNode answer;
        try {
            answer = offsets.read();
        } catch (StateException e) {
            // Connect refuses while its workers rebalance.
            return StageProgress.waiting(String.valueOf(e.getMessage()), "");
        }
        DebeziumOffset offset = new DebeziumOffset(answer);
        return missing(offset, position, tables)
                .map(missing -> StageProgress.waiting(missing, answer.toString()))
                .orElseGet(StageProgress::done);
    }

    private Optional<String> missing(DebeziumOffset offset, BinlogPosition position, Collection<SourceTable> tables) {
        if (offset.position().isEmpty()) {
            return Optional.of("source " + source + " has committed no offset yet");
        }
        if (!offset.isInitialSnapshotDone()) {
            return Optional.of("source " + source + " has not finished its first snapshot");
        }
        for (SourceTable table : tables) {
            if (offset.isBeingSnapshot(DatabaseTable.of(table).toString())) {
                return Optional.of("source " + source + " is reading table " + DatabaseTable.of(table)
                        + " in an incremental snapshot");
            }
        }
        return offset.isPast(position)
                ? Optional.empty()
                : Optional.of("source " + source + " is at " + offset.position().get() + ", before " + position);
    }

    /** What Connect says about the connector and its task; empty if both are running. */
    Optional<String> fault() throws InterruptedException {
        try {
            return connect.isRunning(source)
                    ? Optional.empty()
                    : Optional.of("connector " + source + " is not running");
        } catch (StateException e) {
            return Optional.of(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }
}
