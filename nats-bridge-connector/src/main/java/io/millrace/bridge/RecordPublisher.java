package io.millrace.bridge;

import io.millrace.bridge.publish.AssignedPartition;
import io.millrace.bridge.publish.EventPublisher;
import io.millrace.bridge.publish.EventRecord;
import io.millrace.bridge.publish.PartitionProgress;
import io.millrace.bridge.publish.RecordPosition;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a record: published, skipped since the stream has it, left out, or rejected. */
final class RecordPublisher {
    private final RecordReader reader;
    private final SinkTaskContext context;
    private final BridgeMetrics metrics;

    RecordPublisher(RecordReader reader, SinkTaskContext context, BridgeMetrics metrics) {
        this.reader = reader;
        this.context = context;
        this.metrics = metrics;
    }

    /** Handles a record; returns the offset from which to read on when that is not the next one. */
    OptionalLong take(EventPublisher publisher, AssignedPartition partition, SinkRecord record, Duration time) {
        RecordPosition position = RecordReader.positionOf(record);
        PartitionProgress progress = partition.progress();
        partition.arrived(position.offset());
        return switch (partition.replays().judge(position.offset(), position.timestamp())) {
            case NEW -> {
                if (!publisher.awaitRoom(time)) {
                    yield OptionalLong.of(position.offset());
                }
                publish(publisher, partition, record);
                yield OptionalLong.empty();
            }
            case REPLAYED -> {
                progress.passed(position.offset());
                metrics.skippedReplay();
                yield OptionalLong.empty();
            }
            case RECREATED -> {
                partition.startOver();
                yield OptionalLong.of(0);
            }
            case UNPLACED -> OptionalLong.of(0);
            case PLACED -> OptionalLong.of(progress.next() + 1);
        };
    }

    private void publish(EventPublisher publisher, AssignedPartition partition, SinkRecord record) {
        PartitionProgress progress = partition.progress();
        long offset = record.originalKafkaOffset();
        try {
            Optional<EventRecord> event = reader.read(record);
            if (event.isPresent()) {
                boolean again = progress.wasSent(offset);
                publisher.publish(partition, event.get()).ifPresent(excess -> {
                    throw new DataException(excess);
                });
                if (again) {
                    metrics.republished();
                }
                return;
            }
            metrics.skipped();
        } catch (DataException e) {
            if (progress.reportsFirst(offset)) {
                reject(record, e);
            }
        }
        progress.passed(offset);
    }

    private void reject(SinkRecord record, DataException reason) {
        @Nullable ErrantRecordReporter reporter = context.errantRecordReporter();
        DataException located = new DataException(
                "Record " + record.originalTopic() + '-' + record.originalKafkaPartition() + '@'
                        + record.originalKafkaOffset() + ": " + reason.getMessage(),
                reason);
        if (reporter == null) {
            throw located;
        }
        metrics.rejected();
        reporter.report(record, located);
    }
}
