package io.millrace.bridge;

import io.millrace.bridge.encode.ChangeEventEncoder;
import io.millrace.bridge.publish.EventRecord;
import io.millrace.bridge.publish.Lane;
import io.millrace.bridge.publish.Pipeline;
import io.millrace.bridge.publish.Position;
import io.millrace.bridge.publish.ReplayGuard;
import io.millrace.bridge.publish.SessionBrokenException;
import io.millrace.bridge.publish.StreamEnd;
import io.millrace.bridge.publish.StreamEndReader;
import io.millrace.bridge.publish.StreamEnds;
import io.millrace.bridge.publish.StreamWriter;
import io.millrace.nats.StreamDefinition;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Leads the records of the assigned topic partitions into the stream. Kafka is its only buffer: when the way to the
 * stream is lost, it forgets what is in flight, holds the partitions, and on the next session goes on behind what the
 * stream then ends with.
 */
final class Bridge {
    private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(5);
    private static final long CHECK_REPLIES_MS = 50;

    private final StreamDefinition stream;
    private final SinkTaskContext context;
    private final Duration putLimit;
    private final RecordReader reader;
    private final StreamLink link;
    private final BridgeMetrics metrics;
    private final Map<TopicPartition, Intake> intakes = new HashMap<>();
    private @Nullable StreamWriter writer;
    private boolean holding;

    /** One assigned topic partition: how far it is, and where the stream ended when it was opened. */
    private record Intake(Lane lane, ReplayGuard replays) {}

    Bridge(NatsBridgeConfig config, SinkTaskContext context, String name) {
        this.context = context;
        stream = config.stream();
        putLimit = config.putLimit();
        reader = new RecordReader(new ChangeEventEncoder(config.includesBefore()));
        metrics = new BridgeMetrics(context.pluginMetrics());
        link = new StreamLink(config, name, metrics);
    }

    /** New partitions: they start where the stream ends. */
    void open(Collection<TopicPartition> partitions) {
        partitions.forEach(each -> intakes.put(each, new Intake(new Lane(each), new ReplayGuard(Optional.empty()))));
        try {
            if (writer == null) {
                connect();
            } else {
                startBehind(writer.look(partitions), partitions);
            }
        } catch (SessionBrokenException e) {
            lose(e);
        }
    }

    void put(Collection<SinkRecord> records) {
        try {
            if (writer != null) {
                publish(writer, records);
                return;
            }
            arrive(records);
            connect();
        } catch (SessionBrokenException e) {
            arrive(records);
            lose(e);
        }
        holdWhileAway();
    }

    /** Only what the stream has acknowledged, or what was left out on purpose. */
    Map<TopicPartition, OffsetAndMetadata> committable(Map<TopicPartition, OffsetAndMetadata> consumed) {
        try {
            if (writer != null) {
                writer.pipeline().awaitReplies(CLOSING_PATIENCE);
            }
        } catch (SessionBrokenException e) {
            lose(e);
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        consumed.forEach((topicPartition, position) -> {
            Intake intake = intakes.get(topicPartition);
            if (intake != null && intake.lane().isStarted()) {
                offsets.put(
                        topicPartition,
                        new OffsetAndMetadata(Math.min(intake.lane().next(), position.offset())));
            }
        });
        return offsets;
    }

    void close(Collection<TopicPartition> partitions) {
        boolean unsettled = false;
        for (TopicPartition each : partitions) {
            Intake intake = intakes.remove(each);
            unsettled |= intake != null && !intake.lane().isIdle();
        }
        if (unsettled) {
            // The next owner goes by what the stream ends with: nothing of ours may come after it has looked.
            lose(new SessionBrokenException("Partitions were given up before the stream had acknowledged all", null));
        } else if (writer != null) {
            writer.release(partitions);
        }
    }

    void stop() {
        link.close();
    }

    private void connect() throws SessionBrokenException {
        if (!link.untilNextAttempt().isZero()) {
            return;
        }
        Pipeline pipeline = link.open();
        StreamEnds ends = StreamEndReader.read(pipeline.session(), stream.name(), intakes.keySet());
        writer = StreamWriter.open(pipeline, stream, ends);
        startBehind(ends, List.copyOf(intakes.keySet()));
        if (holding) {
            holding = false;
            context.resume(intakes.keySet().toArray(TopicPartition[]::new));
        }
        link.established();
    }

    /**
     * Sends Kafka to the record that the stream ends with: back when the stream lost its tail, forward over what was
     * not committed. That record itself tells whether the topic still is the one it was.
     */
    private void startBehind(StreamEnds ends, Collection<TopicPartition> partitions) {
        for (TopicPartition each : partitions) {
            Lane lane = intakeOf(each).lane();
            lane.resume(ends);
            intakes.put(each, new Intake(lane, new ReplayGuard(ends.endOf(each).map(StreamEnd::position))));
            if (lane.isStarted()) {
                context.offset(each, lane.next());
            }
        }
    }

    private void lose(SessionBrokenException reason) {
        writer = null;
        link.lost(reason);
        intakes.values().forEach(each -> each.lane().rewind());
        context.timeout(Math.max(1, link.untilNextAttempt().toMillis()));
    }

    /** What cannot be published now is read from Kafka again, on the next session, from where the stream then ends. */
    private void arrive(Collection<SinkRecord> records) {
        for (SinkRecord record : records) {
            Position position = RecordReader.positionOf(record);
            intakeOf(position.topicPartition()).lane().arrived(position.offset());
        }
    }

    private void holdWhileAway() {
        if (writer == null) {
            holding = true;
            context.pause(intakes.keySet().toArray(TopicPartition[]::new));
            context.timeout(Math.max(1, link.untilNextAttempt().toMillis()));
        }
    }

    private void publish(StreamWriter open, Collection<SinkRecord> records) throws SessionBrokenException {
        long end = System.nanoTime() + putLimit.toNanos();
        Set<TopicPartition> elsewhere = new HashSet<>();
        for (SinkRecord record : records) {
            Position position = RecordReader.positionOf(record);
            if (elsewhere.contains(position.topicPartition())) {
                continue;
            }
            OptionalLong goOnAt = take(open, record, position, Duration.ofNanos(end - System.nanoTime()));
            if (goOnAt.isPresent()) {
                elsewhere.add(position.topicPartition());
                context.offset(position.topicPartition(), goOnAt.getAsLong());
            }
        }
        open.pipeline().takeReplies();
        metrics.inFlight(open.pipeline().count(), open.pipeline().bytes());
        if (open.pipeline().count() > 0) {
            context.timeout(CHECK_REPLIES_MS);
        }
    }

    /** Deals with a record; tells the offset from which to read on when that is not the next one. */
    private OptionalLong take(StreamWriter open, SinkRecord record, Position position, Duration time)
            throws SessionBrokenException {
        Intake intake = intakeOf(position.topicPartition());
        Lane lane = intake.lane();
        lane.arrived(position.offset());
        return switch (intake.replays().judge(position.offset(), position.timestamp())) {
            case NEW -> {
                if (!open.pipeline().awaitRoom(time)) {
                    yield OptionalLong.of(position.offset());
                }
                publish(open, lane, record);
                yield OptionalLong.empty();
            }
            case REPLAYED -> {
                lane.passed(position.offset());
                metrics.skippedReplay();
                yield OptionalLong.empty();
            }
            case RECREATED -> {
                lane.startOver();
                yield OptionalLong.of(0);
            }
            case UNPLACED -> OptionalLong.of(0);
            case PLACED -> OptionalLong.of(lane.next() + 1);
        };
    }

    private void publish(StreamWriter open, Lane lane, SinkRecord record) throws SessionBrokenException {
        long offset = record.originalKafkaOffset();
        try {
            Optional<EventRecord> event = reader.read(record);
            if (event.isPresent()) {
                boolean again = lane.wasSent(offset);
                Optional<String> excess = open.write(lane, event.get());
                if (excess.isPresent()) {
                    throw new DataException(excess.get());
                }
                if (again) {
                    metrics.republished();
                }
                return;
            }
            metrics.leftOut();
        } catch (DataException e) {
            if (lane.reportsFirst(offset)) {
                reject(record, e);
            }
        }
        lane.passed(offset);
    }

    private Intake intakeOf(TopicPartition topicPartition) {
        Intake intake = intakes.get(topicPartition);
        if (intake == null) {
            throw new IllegalStateException("A record of " + topicPartition + ", which was never assigned");
        }
        return intake;
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
