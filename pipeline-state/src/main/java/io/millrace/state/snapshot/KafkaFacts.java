package io.millrace.state.snapshot;

import io.millrace.state.ConfiguredConnector;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.TopicState;
import io.millrace.state.snapshot.PipelineSnapshot.DeadLetters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Kafka says.
 *
 * @param topics those that the bridges read
 * @param newest when the newest record of each topic was written
 */
record KafkaFacts(Map<String, TopicState> topics, Map<String, Instant> newest, List<DeadLetters> deadLetters) {

    /** @param writers the connectors that may write dead letters */
    static KafkaFacts read(
            KafkaConnection kafka,
            List<ConfiguredConnector> bridges,
            List<String> heartbeats,
            List<ConfiguredConnector> writers)
            throws InterruptedException {
        Set<String> others = new HashSet<>(heartbeats);
        writers.forEach(each -> each.deadLetterTopic().ifPresent(others::add));
        Map<String, TopicState> all = kafka.topics()
                .topics(name -> others.contains(name)
                        || bridges.stream().anyMatch(bridge -> PipelineConnectors.reads(bridge, name)));
        Map<String, Instant> newest = kafka.topics().newest(all.values());
        Map<String, TopicState> topics = new HashMap<>(all);
        topics.keySet().removeAll(others);
        List<DeadLetters> letters = kafka.read(reader -> deadLetters(new RecordCounts(reader), all, writers));
        return new KafkaFacts(topics, newest, letters);
    }

    private static List<DeadLetters> deadLetters(
            RecordCounts counter, Map<String, TopicState> topics, List<ConfiguredConnector> writers) {
        List<DeadLetters> counts = new ArrayList<>();
        for (ConfiguredConnector writer : writers) {
            writer.deadLetterTopic()
                    .ifPresent(topic -> counts.add(Optional.ofNullable(topics.get(topic))
                            .filter(state -> state.records() > 0)
                            .map(state -> counter.count(state, writer))
                            .orElse(new DeadLetters(writer.name(), topic, 0, false, Optional.empty(), Map.of()))));
        }
        counts.sort(Comparator.comparing(DeadLetters::topic));
        return counts;
    }
}
