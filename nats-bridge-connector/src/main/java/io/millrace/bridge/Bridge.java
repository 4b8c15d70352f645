package io.millrace.bridge;

import io.millrace.bridge.publish.EventRecord;
import io.millrace.bridge.publish.EventSequencer;
import io.millrace.bridge.publish.Lane;
import io.millrace.bridge.publish.Outgoing;
import io.millrace.bridge.publish.Pipeline;
import io.millrace.bridge.publish.Position;
import io.millrace.bridge.publish.ReplayGuard;
import io.millrace.bridge.publish.SessionBrokenException;
import io.millrace.bridge.publish.StreamPositions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
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

    private final String stream;
    private final SinkTaskContext context;
    private final RecordReader reader;
    private final StreamLink link;
    private final Map<TopicPartition, Intake> intakes = new HashMap<>();
    private EventSequencer sequencer;
    private boolean holding;

    /** One assigned topic partition: how far it is, and where the stream ended when it was opened. */
    private record Intake(Lane lane, ReplayGuard replays) {}

    Bridge(String stream, SinkTaskContext context, RecordReader reader, StreamLink link) {
        this.stream = stream;
        this.context = context;
        this.reader = reader;
        this.link = link;
        sequencer = new EventSequencer(stream, Map.of());
    }

    /** New partitions: they start where the stream ends. */
    void open(Collection<TopicPartition> partitions) {
        partitions.forEach(each -> intakes.put(each, new Intake(new Lane(each), new ReplayGuard(Optional.empty()))));
        Optional<Pipeline> pipeline = link.pipeline();
        try {
            if (pipeline.isPresent()) {
                StreamPositions positions = positions(pipeline.get(), partitions);
                sequencer.update(positions.lastIds());
                startBehind(positions, partitions);
            } else {
                connect();
            }
        } catch (SessionBrokenException e) {
            lose(e);
        }
    }

    void put(Collection<SinkRecord> records) {
        try {
            Optional<Pipeline> pipeline = link.pipeline();
            if (pipeline.isPresent()) {
                publish(pipeline.get(), records);
                return;
            }
            records.forEach(each -> intakeOf(each).lane().arrived(each.originalKafkaOffset()));
            connect();
        } catch (SessionBrokenException e) {
            // What the stream has of them shows on the next session; all others are read from Kafka again.
            records.forEach(each -> intakeOf(each).lane().arrived(each.originalKafkaOffset()));
            lose(e);
        }
        holdWhileAway();
    }

    /** Only what the stream has acknowledged, or what was left out on purpose. */
    Map<TopicPartition, OffsetAndMetadata> committable(Map<TopicPartition, OffsetAndMetadata> consumed) {
        try {
            Optional<Pipeline> pipeline = link.pipeline();
            if (pipeline.isPresent()) {
                pipeline.get().awaitReplies(CLOSING_PATIENCE);
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
        StreamPositions positions = positions(pipeline, intakes.keySet());
        sequencer = new EventSequencer(stream, positions.lastIds());
        startBehind(positions, intakes.keySet());
        if (holding) {
            holding = false;
            context.resume(intakes.keySet().toArray(TopicPartition[]::new));
        }
        link.established();
    }

    private StreamPositions positions(Pipeline pipeline, Collection<TopicPartition> partitions)
            throws SessionBrokenException {
        return StreamPositions.read(pipeline.session().connection(), stream, partitions);
    }

    /**
     * Sends Kafka to the record that the stream ends with: back when the stream lost its tail, forward over what was
     * not committed. That record itself tells whether the topic still is the one it was.
     */
    private void startBehind(StreamPositions positions, Collection<TopicPartition> partitions) {
        for (TopicPartition each : partitions) {
            Optional<Position> end = Optional.ofNullable(positions.lastOf().get(each));
            Lane lane = intakeOf(each).lane();
            intakes.put(each, new Intake(lane, new ReplayGuard(end)));
            end.ifPresent(position -> lane.startAt(position.offset()));
            if (lane.isStarted()) {
                context.offset(each, lane.next());
            }
        }
    }

    private void lose(SessionBrokenException reason) {
        link.lost(reason);
        intakes.values().forEach(each -> each.lane().rewind());
        context.timeout(Math.max(1, link.untilNextAttempt().toMillis()));
    }

    private void holdWhileAway() {
        if (link.pipeline().isEmpty()) {
            holding = true;
            context.pause(intakes.keySet().toArray(TopicPartition[]::new));
            context.timeout(Math.max(1, link.untilNextAttempt().toMillis()));
        }
    }

    private void publish(Pipeline pipeline, Collection<SinkRecord> records) throws SessionBrokenException {
        Set<TopicPartition> startingOver = new HashSet<>();
        for (SinkRecord record : records) {
            Position position = RecordReader.positionOf(record);
            if (startingOver.contains(position.topicPartition())) {
                continue;
            }
            Intake intake = intakeOf(position.topicPartition());
            intake.lane().arrived(position.offset());
            switch (intake.replays().judge(position.offset(), position.timestamp())) {
                case NEW -> publish(pipeline, intake.lane(), record);
                case REPLAYED -> intake.lane().passed(position.offset());
                case START_OVER -> {
                    startingOver.add(position.topicPartition());
                    intake.lane().startAt(0);
                    context.offset(position.topicPartition(), 0);
                }
            }
        }
        pipeline.takeReplies();
        if (!pipeline.isEmpty()) {
            context.timeout(CHECK_REPLIES_MS);
        }
    }

    private void publish(Pipeline pipeline, Lane lane, SinkRecord record) throws SessionBrokenException {
        try {
            Optional<EventRecord> event = reader.read(record);
            if (event.isPresent()) {
                Outgoing message = sequencer.next(lane, event.get());
                requireFits(message, pipeline.session().maxPayload());
                pipeline.publish(message);
                return;
            }
        } catch (DataException e) {
            reject(record, e);
        }
        lane.passed(record.originalKafkaOffset());
    }

    private Intake intakeOf(SinkRecord record) {
        return intakeOf(new TopicPartition(record.originalTopic(), record.originalKafkaPartition()));
    }

    private Intake intakeOf(TopicPartition topicPartition) {
        Intake intake = intakes.get(topicPartition);
        if (intake == null) {
            throw new IllegalStateException("A record of " + topicPartition + ", which was never assigned");
        }
        return intake;
    }

    private static void requireFits(Outgoing message, long limit) {
        if (message.size() > limit) {
            throw new DataException("The event for " + message.subject() + " has " + message.size()
                    + " bytes with its headers, more than the server's max_payload of " + limit
                    + "; raise max_payload on every NATS server, or exclude the large columns in the source connector");
        }
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
        reporter.report(record, located);
    }
}
