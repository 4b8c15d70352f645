package io.millrace.state.snapshot;

import io.millrace.state.ConfiguredConnector;
import io.millrace.state.DebeziumOffset;
import io.millrace.state.snapshot.PipelineSnapshot.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a source is. Debezium writes heartbeats while MySQL answers it, with or without changes: so an idle source is
 * told from one that is dead, paused or cut off. How many changes wait in the binlog is not known.
 */
final class SourceProgressReport {
    private static final long DEFAULT_KEEP_ALIVE_MS = 60_000;
    /** MySQL says that it is there, without changes, after this part of the interval. */
    private static final double SERVER_HEARTBEAT = 0.8;

    private static final Duration TOLERANCE = Duration.ofSeconds(10);
    /** The time of a change is known in seconds. */
    private static final Duration PRECISION = Duration.ofSeconds(2);

    private final ConfiguredConnector source;

    SourceProgressReport(ConfiguredConnector source) {
        this.source = source;
    }

    String heartbeatTopic() {
        return source.setting("topic.heartbeat.prefix", "__debezium-heartbeat") + '.' + prefix();
    }

    private String prefix() {
        return source.setting("topic.prefix", "");
    }

    /** @param offset empty if Connect was not asked for it; then the delay is known only while the source is idle */
    Stage stage(Optional<DebeziumOffset> offset, KafkaFacts kafka, Instant now) {
        Stage stage = stage(offset, kafka.newest(), now);
        long written = kafka.topics().values().stream()
                .filter(topic -> topic.name().startsWith(prefix() + '.'))
                .flatMap(topic -> topic.endOffsets().values().stream())
                .mapToLong(Long::longValue)
                .sum();
        return new Stage(
                stage.connector(),
                stage.route(),
                stage.events(),
                stage.delay(),
                stage.note(),
                stage.isStuck(),
                OptionalLong.of(written));
    }

    /** @param newest when the newest record of each topic was written */
    Stage stage(Optional<DebeziumOffset> offset, Map<String, Instant> newest, Instant now) {
        Optional<Instant> lastChange = newest.entrySet().stream()
                .filter(each -> each.getKey().startsWith(prefix() + '.'))
                .map(Map.Entry::getValue)
                .max(Instant::compareTo);
        Optional<Instant> lastSign = Optional.ofNullable(newest.get(heartbeatTopic()))
                .filter(beat -> lastChange.isEmpty() || beat.isAfter(lastChange.get()))
                .or(() -> lastChange);
        Duration silence = lastSign.map(sign -> between(sign, now)).orElse(Duration.ZERO);
        if (lastSign.isEmpty()) {
            return stage(Optional.empty(), "has written nothing yet", false);
        }
        if (silence.compareTo(longestSilence()) > 0) {
            return stage(
                    Optional.of(silence),
                    beats()
                            ? "no heartbeat: MySQL, Kafka or the connector is away"
                            : "no change, and no heartbeats to tell why",
                    beats());
        }
        if (offset.isPresent() && !offset.get().isInitialSnapshotDone()) {
            return stage(Optional.empty(), "reading its first snapshot", false);
        }
        Optional<Duration> delay = offset.map(position -> position.time()
                .flatMap(time -> lastChange.map(change -> between(time, change)))
                .filter(behind -> behind.compareTo(PRECISION) > 0)
                .orElse(Duration.ZERO));
        boolean isIdle =
                lastChange.map(change -> change.isBefore(lastSign.get())).orElse(true);
        return stage(
                isIdle ? Optional.of(Duration.ZERO) : delay,
                (isIdle ? "idle, heartbeat " : "last change ") + silence.toSeconds() + " s ago",
                false);
    }

    private boolean beats() {
        return source.number("heartbeat.interval.ms", 0) > 0;
    }

    /** A heartbeat is due after its interval, but is written only when MySQL sends something. */
    private Duration longestSilence() {
        double keepAlive = source.number("connect.keep.alive.interval.ms", DEFAULT_KEEP_ALIVE_MS) * SERVER_HEARTBEAT;
        return Duration.ofMillis(source.number("heartbeat.interval.ms", 0) + (long) keepAlive)
                .plus(TOLERANCE);
    }

    private Stage stage(Optional<Duration> delay, String note, boolean stuck) {
        return new Stage(
                source.name(), "MySQL to Kafka", OptionalLong.empty(), delay, note, stuck, OptionalLong.empty());
    }

    private static Duration between(Instant from, Instant to) {
        return from.isBefore(to) ? Duration.between(from, to) : Duration.ZERO;
    }
}
