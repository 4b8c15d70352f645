package io.millrace.bridge.publish;

import io.millrace.nats.NatsSession;
import io.millrace.nats.RunRaises;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * By how many milliseconds the ids of each run of a source task are raised, for the topic partitions of one bridge task.
 * It is decided once per run and topic partition and kept in NATS, so that an event that is published again has the
 * same id.
 */
final class KnownRuns {
    private final NatsSession session;
    private final String stream;
    private final Map<String, RunRaises.KnownRaises> known = new HashMap<>();

    KnownRuns(NatsSession session, String stream) {
        this.session = session;
        this.stream = stream;
    }

    /** Empty for a run of which the topic partition has had no event. */
    OptionalLong raiseIn(TopicPartition origin, long run) {
        return known.computeIfAbsent(place(origin), this::read).of(run);
    }

    /** What holds for all that a run sends; empty for a run of which no bridge task has had an event. */
    OptionalLong raiseOf(String source, long run) {
        return read(RunRaises.source(source)).of(run);
    }

    /** Keeps what was decided for a run that is new in a topic partition; another task's decision wins. */
    long decideIn(TopicPartition origin, long run, long milliseconds) {
        return decide(place(origin), run, milliseconds);
    }

    /** Keeps what was decided for a run that is new; another task's decision wins. */
    long decideOf(String source, long run, long milliseconds) {
        return decide(RunRaises.source(source), run, milliseconds);
    }

    /** Other tasks may decide from now on. */
    void release(Collection<TopicPartition> partitions) {
        partitions.forEach(each -> known.remove(place(each)));
    }

    private RunRaises.KnownRaises read(String place) {
        return session.ask(
                "for the runs of " + place,
                connection -> RunRaises.open(connection, stream).read(place));
    }

    private long decide(String place, long run, long milliseconds) {
        RunRaises.KnownRaises now = session.ask(
                "to keep the runs of " + place,
                connection -> RunRaises.open(connection, stream).decide(place, run, milliseconds));
        known.put(place, now);
        return now.of(run).orElse(milliseconds);
    }

    private static String place(TopicPartition origin) {
        return RunRaises.partition(origin.topic(), origin.partition());
    }
}
