package io.millrace.fault.checker;

import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.local.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.Subject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Has the sink read the whole stream again while nothing goes wrong, and compares what it says of the events, in counters,
 * receipts and dead letters, with those that the stream has: each was overtaken or set
 * aside, or applied, which shows that the index lacked it.
 */
final class ReplayCheck {
    private static final String SINK = "manticore-sink";
    private static final String STREAM = "CDC";
    private static final String SUBJECTS = "cdc.>";

    /** Subjects that the sink reads; the rest is foreign. */
    private static final Pattern READ = Pattern.compile("cdc\\.(?:mysql|web)\\.[^.]+\\.[^.]+\\.(0|[1-9]\\d*)");

    private final TestedPipeline pipeline;
    private final Consumer<String> progress;

    ReplayCheck(TestedPipeline pipeline, Consumer<String> progress) {
        this.pipeline = pipeline;
        this.progress = progress;
    }

    /** @param whole whether the index was left to the sink alone, so that it lacks nothing */
    List<String> findings(boolean whole) throws Exception {
        Map<Integer, EventCount> stream = inStream();
        pipeline.connectors().stop(SINK);
        // A task that was slow to stop would be counted as well.
        Awaitility.await("the end of the sink's tasks")
                .atMost(TestedPipeline.PATIENCE)
                .until(() -> SinkCounters.read(pipeline.connectUrl()).events() == 0);
        try (SinkRecords records = SinkRecords.fromNow(pipeline.kafkaBootstrap())) {
            pipeline.connectors().ask(rest -> rest.resetOffsets(SINK));
            pipeline.connectors().ask(rest -> rest.resume(SINK));
            awaitReceipts(stream, records);
            SinkCounters counters = SinkCounters.read(pipeline.connectUrl());
            progress.accept("the sink has read the stream again: " + counters);
            List<String> findings = differences(stream, records.acknowledged(), counters, records.deadLetters());
            if (whole && counters.applied() > 0) {
                findings.add("the sink applied %d events when it read the stream again: rows or tombstones were missing"
                        .formatted(counters.applied()));
            }
            return findings;
        }
    }

    private static void awaitReceipts(Map<Integer, EventCount> stream, SinkRecords records) throws IOException {
        Instant deadline = Instant.now().plus(TestedPipeline.PATIENCE);
        while (!isReached(stream, records.acknowledged()) && Instant.now().isBefore(deadline)) {
            records.read();
        }
    }

    private static boolean isReached(Map<Integer, EventCount> stream, Map<Integer, EventCount> acknowledged) {
        return stream.entrySet().stream()
                .allMatch(each -> acknowledged.containsKey(each.getKey())
                        && acknowledged.get(each.getKey()).lastSequence()
                                >= each.getValue().lastSequence());
    }

    static List<String> differences(
            Map<Integer, EventCount> stream,
            Map<Integer, EventCount> acknowledged,
            SinkCounters counters,
            long deadLetters) {
        List<String> findings = new ArrayList<>();
        stream.forEach((partition, count) -> {
            EventCount receipts = acknowledged.getOrDefault(partition, new EventCount(0, 0));
            if (!receipts.equals(count)) {
                findings.add("partition %d of the stream has %s, and the sink's receipts are for %s"
                        .formatted(partition, count, receipts));
            }
        });
        long events = stream.values().stream().mapToLong(EventCount::events).sum();
        boolean exact = counters.retries() == 0;
        if (counters.events() < events || exact && counters.events() > events) {
            findings.add("the stream has %d events, and the sink counted %s".formatted(events, counters));
        }
        if (deadLetters < counters.deadLettered() && exact) {
            findings.add(
                    "the sink counted %d dead letters and wrote %d".formatted(counters.deadLettered(), deadLetters));
        }
        return findings;
    }

    private Map<Integer, EventCount> inStream() throws Exception {
        Map<Integer, EventCount> counts = new TreeMap<>();
        try (Connection nats = NatsServer.connect(pipeline.natsUrl())) {
            JetStreamManagement management = nats.jetStreamManagement();
            for (Subject subject : management
                    .getStreamInfo(STREAM, StreamInfoOptions.filterSubjects(SUBJECTS))
                    .getStreamState()
                    .getSubjects()) {
                Matcher read = READ.matcher(subject.getName());
                if (read.matches()) {
                    counts.merge(
                            Integer.parseInt(read.group(1)),
                            new EventCount(subject.getCount(), last(management, subject.getName())),
                            EventCount::plus);
                }
            }
        }
        return counts;
    }

    private static long last(JetStreamManagement management, String subject) throws IOException, JetStreamApiException {
        return management.getLastMessage(STREAM, subject).getSeq();
    }
}
