package io.millrace.bridge;

import io.millrace.bridge.encode.ChangeEventEncoder;
import io.millrace.bridge.publish.AssignedPartition;
import io.millrace.bridge.publish.EventPublisher;
import io.millrace.bridge.publish.PartitionProgress;
import io.millrace.bridge.publish.StreamOffsets;
import io.millrace.nats.NatsUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Publishes the records of the assigned topic partitions to the stream. Kafka is the only buffer: when the connection
 * to the stream is lost, the bridge forgets what is in flight and pauses the partitions, and on the next connection it
 * continues after the last message that the stream then holds.
 */
final class Bridge {
    private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(5);
    private static final long CHECK_REPLIES_MS = 50;

    private final SinkTaskContext context;
    private final Duration putLimit;
    private final BridgeMetrics metrics;
    private final RecordPublisher records;
    private final StreamConnection connection;
    private final Map<TopicPartition, AssignedPartition> assigned = new HashMap<>();

    Bridge(NatsBridgeConfig config, SinkTaskContext context, String name) {
        this.context = context;
        putLimit = config.putLimit();
        metrics = new BridgeMetrics(context.pluginMetrics());
        records = new RecordPublisher(
                new RecordReader(
                        new ChangeEventEncoder(config.includesBefore(), Integer.MAX_VALUE),
                        config.setsAsideOversized()),
                context,
                metrics);
        connection = new StreamConnection(config, name, metrics, System::nanoTime);
    }

    /** Adds partitions. They start where the stream ends. */
    void open(Collection<TopicPartition> partitions) {
        partitions.forEach(each -> assigned.put(each, new AssignedPartition(each)));
        try {
            if (connection.isOpen()) {
                resume(partitions);
            } else {
                connect();
            }
        } catch (NatsUnavailableException e) {
            lose(e);
        }
    }

    void put(Collection<SinkRecord> batch) {
        try {
            if (connection.isOpen()) {
                publish(batch);
                return;
            }
            arrive(batch);
            connect();
        } catch (NatsUnavailableException e) {
            arrive(batch);
            lose(e);
        }
        pauseWhileAway();
    }

    /** Offsets before which every record was acknowledged by the stream or skipped on purpose. */
    Map<TopicPartition, OffsetAndMetadata> committable(Map<TopicPartition, OffsetAndMetadata> consumed) {
        try {
            if (connection.isOpen()) {
                connection.publisher().requireSameStream();
                connection.publisher().awaitReplies(CLOSING_PATIENCE);
                consumed.keySet().stream()
                        .flatMap(each -> Optional.ofNullable(assigned.get(each)).stream())
                        .filter(each -> each.progress().isStarted())
                        .forEach(connection.publisher()::keep);
                connection.publisher().auditLateEvents();
            }
        } catch (NatsUnavailableException e) {
            lose(e);
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        consumed.forEach((topicPartition, position) -> {
            AssignedPartition partition = assigned.get(topicPartition);
            if (partition != null && partition.progress().isStarted()) {
                offsets.put(
                        topicPartition,
                        new OffsetAndMetadata(Math.min(partition.progress().next(), position.offset())));
            }
        });
        return offsets;
    }

    void close(Collection<TopicPartition> partitions) {
        boolean unsettled = false;
        for (TopicPartition each : partitions) {
            AssignedPartition partition = assigned.remove(each);
            unsettled |= partition != null && !partition.progress().isIdle();
        }
        if (unsettled) {
            // The next owner continues from the end of the stream, so nothing of ours may arrive after it looked.
            lose(new NatsUnavailableException(
                    "Partitions were revoked before the stream had acknowledged all of them"));
        } else if (connection.isOpen()) {
            connection.publisher().release(partitions);
        }
    }

    void stop() {
        connection.close();
    }

    private void connect() {
        if (!connection.isDue()) {
            return;
        }
        connection.open();
        resume(assigned.keySet());
        connection.established();
    }

    /**
     * Seeks to the record of the stream's last message: back if the stream lost its tail, forward over records that
     * were not committed. That record itself shows whether the topic is still the same one.
     */
    private void resume(Collection<TopicPartition> partitions) {
        StreamOffsets offsets = connection.read(partitions);
        for (TopicPartition each : partitions) {
            AssignedPartition partition = partition(each);
            partition.resume(offsets);
            if (partition.progress().isStarted()) {
                context.offset(each, partition.progress().next());
            }
        }
        // Connect pauses partitions that were revoked while they were paused when it assigns them again.
        context.resume(partitions.toArray(TopicPartition[]::new));
    }

    private void lose(NatsUnavailableException reason) {
        connection.lost(reason);
        metrics.inFlight(0, 0);
        assigned.values().forEach(each -> each.progress().rewind());
        context.timeout(Math.max(1, connection.untilNextAttempt().toMillis()));
    }

    /** The next connection reads what cannot be published now from Kafka again, starting where the stream then ends. */
    private void arrive(Collection<SinkRecord> batch) {
        for (SinkRecord record : batch) {
            progress(record).arrived(record.originalKafkaOffset());
        }
    }

    private void pauseWhileAway() {
        if (!connection.isOpen()) {
            context.pause(assigned.keySet().toArray(TopicPartition[]::new));
            context.timeout(Math.max(1, connection.untilNextAttempt().toMillis()));
        }
    }

    private void publish(Collection<SinkRecord> batch) {
        EventPublisher publisher = connection.publisher();
        long end = System.nanoTime() + putLimit.toNanos();
        Set<TopicPartition> elsewhere = new HashSet<>();
        for (SinkRecord record : batch) {
            TopicPartition topicPartition = topicPartition(record);
            if (elsewhere.contains(topicPartition)) {
                continue;
            }
            OptionalLong readOnAt = records.take(
                    publisher, partition(topicPartition), record, Duration.ofNanos(end - System.nanoTime()));
            if (readOnAt.isPresent()) {
                elsewhere.add(topicPartition);
                context.offset(topicPartition, readOnAt.getAsLong());
            }
        }
        publisher.takeReplies();
        metrics.inFlight(publisher.inFlight(), publisher.inFlightBytes());
        if (publisher.inFlight() > 0) {
            context.timeout(CHECK_REPLIES_MS);
        }
    }

    private PartitionProgress progress(SinkRecord record) {
        return partition(topicPartition(record)).progress();
    }

    private AssignedPartition partition(TopicPartition topicPartition) {
        AssignedPartition partition = assigned.get(topicPartition);
        if (partition == null) {
            throw new IllegalStateException("A record of " + topicPartition + ", which was never assigned");
        }
        return partition;
    }

    private static TopicPartition topicPartition(SinkRecord record) {
        return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    }
}
