package io.millrace.bridge.publish;

import io.millrace.nats.NatsSession;
import io.millrace.nats.RunRaises;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * The milliseconds by which the ids of each run of a source task are raised, for the topic partitions of one bridge
 * task. They are decided once per run and topic partition and stored in NATS, so an event that is published again has
 * the same id.
 */
final class KnownRuns {
    private final NatsSession session;
    private final String stream;
    private final Map<String, RunRaises.KnownRaises> known = new HashMap<>();

    KnownRuns(NatsSession session, String stream) {
        this.session = session;
        this.stream = stream;
    }

    /** Empty if the topic partition has had no event of the run. */
    OptionalLong raiseIn(TopicPartition origin, long run) {
        return known.computeIfAbsent(place(origin), this::read).of(run);
    }

    /** The decision for all events of a run; empty if no bridge task has had one of them. */
    OptionalLong raiseOf(String source, long run) {
        return read(RunRaises.source(source)).of(run);
    }

    /** Stores the decision for a run that is new in a topic partition; another task's decision wins. */
    long decideIn(TopicPartition origin, long run, long milliseconds) {
        return decide(place(origin), run, milliseconds);
    }

    /** Stores the decision for a new run; another task's decision wins. */
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
                "to store the runs of " + place,
                connection -> RunRaises.open(connection, stream).decide(place, run, milliseconds));
        known.put(place, now);
        return now.of(run).orElse(milliseconds);
    }

    private static String place(TopicPartition origin) {
        return RunRaises.partition(origin.topic(), origin.partition());
    }
}
