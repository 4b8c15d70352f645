package io.millrace.state.snapshot;

import io.millrace.state.ConfiguredConnector;
import io.millrace.state.KafkaServers;
import io.millrace.state.KafkaTopics;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.TopicState;
import io.millrace.state.letters.LetterId.LetterStage;
import io.millrace.state.snapshot.PipelineSnapshot.DeadLetters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Kafka says.
 *
 * @param topics those that the bridges read
 * @param newest when the newest record of each topic was written
 */
record KafkaFacts(Map<String, TopicState> topics, Map<String, Instant> newest, List<DeadLetters> deadLetters) {

    static KafkaFacts read(
            KafkaServers kafka, List<ConfiguredConnector> bridges, List<String> heartbeats, Map<String, String> letters)
            throws InterruptedException {
        try (KafkaTopics reader = new KafkaTopics(kafka)) {
            Map<String, TopicState> all = reader.topics(name -> heartbeats.contains(name)
                    || letters.containsKey(name)
                    || bridges.stream().anyMatch(bridge -> PipelineConnectors.reads(bridge, name)));
            Map<String, Instant> newest = reader.newest(all.values());
            Map<String, TopicState> topics = new HashMap<>(all);
            topics.keySet().removeAll(heartbeats);
            topics.keySet().removeAll(letters.keySet());
            return new KafkaFacts(topics, newest, deadLetters(kafka, all, bridges, letters));
        }
    }

    /** @param letters the connectors that write dead letters, by topic */
    private static List<DeadLetters> deadLetters(
            KafkaServers kafka,
            Map<String, TopicState> topics,
            List<ConfiguredConnector> bridges,
            Map<String, String> letters) {
        List<DeadLetters> counts = new ArrayList<>();
        try (RecordCounts counter = new RecordCounts(kafka)) {
            letters.forEach((topic, connector) -> {
                LetterStage stage =
                        bridges.stream().anyMatch(bridge -> bridge.name().equals(connector))
                                ? LetterStage.BRIDGE
                                : LetterStage.SINK;
                RecordCounts.RecordCount count = Optional.ofNullable(topics.get(topic))
                        .filter(state -> state.records() > 0)
                        .map(state -> counter.count(state, stage, connector))
                        .orElse(new RecordCounts.RecordCount(0, false, Optional.empty()));
                counts.add(new DeadLetters(connector, topic, count.records(), count.isMore(), count.newest()));
            });
        }
        return counts;
    }
}
