package io.millrace.bridge;

import io.millrace.bridge.publish.AssignedPartition;
import io.millrace.bridge.publish.DeletionCheck;
import io.millrace.bridge.publish.EventPublisher;
import io.millrace.bridge.publish.EventRecord;
import io.millrace.bridge.publish.EventSummary;
import io.millrace.bridge.publish.PartitionProgress;
import io.millrace.bridge.publish.RecordPosition;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what happens to a record: published, skipped because the stream has it, left out, or rejected. */
final class RecordPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(RecordPublisher.class);

    private final RecordReader reader;
    private final DeadLetterReporter deadLetters;
    private final BridgeMetrics metrics;
    private final Set<String> shortenedTables = new HashSet<>();

    RecordPublisher(RecordReader reader, SinkTaskContext context, BridgeMetrics metrics) {
        this.reader = reader;
        this.deadLetters = new DeadLetterReporter(context, metrics);
        this.metrics = metrics;
    }

    /** Handles a record; returns the offset to continue from if that is not the next one. */
    OptionalLong take(EventPublisher publisher, AssignedPartition partition, SinkRecord record, Duration time) {
        RecordPosition position = RecordReader.positionOf(record);
        PartitionProgress progress = partition.progress();
        partition.arrived(position.offset());
        if (partition.startsOver(position)) {
            return startOver(partition);
        }
        return switch (partition.replays().judge(position.offset(), position.timestamp())) {
            case NEW -> {
                OptionalLong elsewhere = lookForDeletions(partition, position);
                if (elsewhere.isPresent()) {
                    yield elsewhere;
                }
                if (!publisher.awaitRoom(time)) {
                    yield OptionalLong.of(position.offset());
                }
                partition.reached(position);
                publish(publisher, partition, record);
                yield OptionalLong.empty();
            }
            case NEW_AFTER_DELETION -> {
                reportDeletion(position, progress.next() + 1);
                partition.deletions().explain(position.offset());
                yield take(publisher, partition, record, time);
            }
            case REPLAYED -> {
                progress.passed(position.offset());
                metrics.skippedReplay();
                yield OptionalLong.empty();
            }
            case RECREATED -> startOver(partition);
            case UNPLACED -> OptionalLong.of(0);
            case PLACED -> OptionalLong.of(progress.next() + 1);
        };
    }

    private static OptionalLong startOver(AssignedPartition partition) {
        LOG.warn("Topic partition {} was re-created; publishing it from the beginning", partition.topicPartition());
        partition.startOver();
        return OptionalLong.of(0);
    }

    /** Where to read on first, if Kafka may have deleted records before this one. */
    private OptionalLong lookForDeletions(AssignedPartition partition, RecordPosition position) {
        DeletionCheck deletions = partition.deletions();
        OptionalLong readOnAt = deletions.readOnAt();
        if (readOnAt.isPresent()) {
            deletions.deletedFrom(position.offset()).ifPresent(first -> reportDeletion(position, first));
            return position.offset() < readOnAt.getAsLong() ? readOnAt : OptionalLong.empty();
        }
        return deletions.isDue(partition.progress().last(), position.offset(), System.nanoTime())
                ? OptionalLong.of(0)
                : OptionalLong.empty();
    }

    private void reportDeletion(RecordPosition position, long first) {
        metrics.deleted(position.offset() - first);
        LOG.warn(
                "Kafka deleted offsets {} to {} of {} before they were published (some may be transaction markers);"
                        + " their changes are missing: audit the table, and raise the topic's retention",
                first,
                position.offset() - 1,
                position.topicPartition());
    }

    private void publish(EventPublisher publisher, AssignedPartition partition, SinkRecord record) {
        PartitionProgress progress = partition.progress();
        long offset = record.originalKafkaOffset();
        try {
            Optional<EventRecord> event = reader.read(record, publisher::changed);
            if (event.isPresent()) {
                boolean again = progress.wasSent(offset);
                publisher.publish(partition, event.get()).ifPresent(excess -> {
                    throw new OversizedEventException(excess);
                });
                if (again) {
                    metrics.republished();
                }
                tellShortened(event.get());
                return;
            }
            metrics.skipped();
        } catch (DataException e) {
            if (progress.reportsFirst(offset)) {
                deadLetters.report(record, e);
            }
        }
        progress.passed(offset);
    }

    private void tellShortened(EventRecord event) {
        EventSummary summary = event.summary();
        if (summary.leftOut().isEmpty()) {
            return;
        }
        metrics.shortened();
        if (shortenedTables.add(summary.database() + '.' + summary.table())) {
            LOG.warn(
                    "Rows of table {}.{} are published without columns, {} in {}@{}: with them, the events would be larger than"
                            + " value.converter.event.max.bytes of the source connector",
                    summary.database(),
                    summary.table(),
                    String.join(", ", summary.leftOut()),
                    event.position().topicPartition(),
                    event.position().offset());
        }
    }
}
