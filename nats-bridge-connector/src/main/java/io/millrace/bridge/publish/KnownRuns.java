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
    private final Map<TopicPartition, RunRaises.Known> known = new HashMap<>();

    KnownRuns(NatsSession session, String stream) {
        this.session = session;
        this.stream = stream;
    }

    /** Empty for a run of which the topic partition has had no event. */
    OptionalLong raiseOf(TopicPartition origin, long run) {
        return known.computeIfAbsent(
                        origin,
                        each -> session.ask(
                                "for the runs of " + each,
                                connection -> RunRaises.open(connection, stream).read(each.topic(), each.partition())))
                .of(run);
    }

    /** Keeps what was decided for a new run; another task's decision wins. */
    long decide(TopicPartition origin, long run, long milliseconds) {
        RunRaises.Known now = session.ask(
                "to keep the runs of " + origin,
                connection -> RunRaises.open(connection, stream)
                        .decide(origin.topic(), origin.partition(), run, milliseconds));
        known.put(origin, now);
        return now.of(run).orElse(milliseconds);
    }

    /** Other tasks may decide from now on. */
    void release(Collection<TopicPartition> partitions) {
        known.keySet().removeAll(partitions);
    }
}
