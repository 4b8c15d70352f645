package io.millrace.bridge.publish;

import io.millrace.nats.NatsSession;
import io.millrace.nats.RunRaise;
import io.millrace.nats.RunRaises;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
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

    /** The decisions for a topic partition: none for a run of which it has had no event. */
    RunRaises.KnownRaises of(TopicPartition origin) {
        return known.computeIfAbsent(place(origin), this::read);
    }

    /** The decisions for all events of each run: none for a run of which no bridge task has had an event. */
    RunRaises.KnownRaises of(String source) {
        return read(RunRaises.source(source));
    }

    /** Stores the decision for a run that is new in a topic partition; another task's decision wins. */
    long decideIn(TopicPartition origin, long run, long milliseconds) {
        RunRaises.KnownRaises now = decide(
                place(origin),
                RunRaise.newBuilder()
                        .setNumber(run)
                        .setMilliseconds(milliseconds)
                        .build());
        known.put(place(origin), now);
        return now.of(run).orElse(milliseconds);
    }

    /** Stores the decision for a new run; another task's decision wins. */
    long decideOf(String source, RunRaise decision) {
        return decide(RunRaises.source(source), decision)
                .of(decision.getNumber())
                .orElse(decision.getMilliseconds());
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

    private RunRaises.KnownRaises decide(String place, RunRaise decision) {
        return session.ask(
                "to store the runs of " + place,
                connection -> RunRaises.open(connection, stream).decide(place, decision));
    }

    private static String place(TopicPartition origin) {
        return RunRaises.partition(origin.topic(), origin.partition());
    }
}
