package io.millrace.benchmark.pipeline;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.benchmark.measure.Figures;
import io.millrace.event.ChangeEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where the time of single rows went: the clocks of Kafka's records and of the stream's messages are read afterwards. */
final class Stages {
    private final TopicTimes topic;
    private final Arrivals arrivals;

    Stages(TopicTimes topic, Arrivals arrivals) {
        this.topic = topic;
        this.arrivals = arrivals;
    }

    /** An order, when its commit returned, and when a search found it. */
    record Probe(long order, Instant committed, Instant found) {}

    /** Adds the median of each stage to the figures. */
    void add(String run, List<Probe> probes, Figures figures) throws Exception {
        Set<Long> orders = probes.stream().map(Probe::order).collect(Collectors.toSet());
        // A record's time can be before the end of its commit, since MySQL writes the binlog before it answers.
        Instant since = probes.get(0).committed().minusSeconds(1);
        Map<Long, Instant> handedOn = topic.of(orders, since);
        Map<Long, Instant> stored = arrivals.of(orders, since);
        String stage = "From commit to searchable, " + run + ": p50 of ";
        add(figures, stage + "MySQL and Debezium", probes, Probe::committed, each -> handedOn.get(each.order()));
        add(
                figures,
                stage + "Kafka and the bridge",
                probes,
                each -> handedOn.get(each.order()),
                each -> stored.get(each.order()));
        add(figures, stage + "the sink and Manticore", probes, each -> stored.get(each.order()), Probe::found);
    }

    private static void add(
            Figures figures,
            String name,
            List<Probe> probes,
            Function<Probe, Instant> begin,
            Function<Probe, Instant> end) {
        List<Long> times = probes.stream()
                .map(each ->
                        Duration.between(begin.apply(each), end.apply(each)).toNanos())
                .sorted()
                .toList();
        figures.add(name, "ms", times.get(times.size() / 2) / 1e6);
    }

    /** The number of the order that an event is about. */
    static long orderOf(byte[] event) {
        try {
            return ChangeEvent.parseFrom(event).getKey().getColumns(0).getIntValue();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("Not an event", e);
        }
    }
}
