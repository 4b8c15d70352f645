package io.millrace.fault.checker;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.comparison.IdOrder;
import io.millrace.comparison.SourceTopics;
import io.millrace.comparison.SourceTopics.SourceEvent;
import io.millrace.comparison.StreamEvents;
import io.millrace.comparison.StreamEvents.Stored;
import io.millrace.event.ChangeEvent;
import io.millrace.fault.pipeline.TestedPipeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Whether the stream holds each record of Kafka once, whether the ids in both are in order, and each row in one partition. */
final class StreamCheck {
    private static final String TOPICS = "mysql." + TestedPipeline.DATABASE + '.';
    private static final String SUBJECTS = "cdc." + TOPICS + "*.*";
    private static final long LOOK_EVERY_MS = 1000;

    private final TestedPipeline pipeline;

    StreamCheck(TestedPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** @param once false if the bridge was set back on purpose, and so has published records again */
    List<String> findings(boolean once) throws Exception {
        List<SourceEvent> records = SourceTopics.read(pipeline.kafkaBootstrap(), TOPICS).stream()
                .filter(record -> !record.event().getSource().getTable().equals("millrace_signal"))
                .toList();
        // Rows of a snapshot have positions of their own.
        List<String> findings = new ArrayList<>(IdOrder.faultsWithinRuns(records.stream()
                .filter(record -> !record.event().getSource().getSnapshot())
                .toList()));
        findings.addAll(RowPlaces.faults(records));
        if (once) {
            findings.addAll(notOnce(bySubject(records)));
        }
        return findings;
    }

    private static Map<String, Integer> bySubject(List<SourceEvent> records) {
        Map<String, Integer> counts = new TreeMap<>();
        records.forEach(record -> counts.merge(
                "cdc." + TOPICS + record.event().getSource().getTable() + '.' + record.partition(), 1, Integer::sum));
        return counts;
    }

    /** Waits until the stream has as many events as Kafka has records. */
    private List<String> notOnce(Map<String, Integer> expected) throws Exception {
        Instant deadline = Instant.now().plus(TestedPipeline.PATIENCE);
        while (true) {
            Map<String, List<Stored>> messages = messages();
            List<String> findings = new ArrayList<>();
            expected.forEach((subject, count) -> {
                int published = messages.getOrDefault(subject, List.of()).size();
                if (published != count) {
                    findings.add("%s has %d messages for %d records of Kafka".formatted(subject, published, count));
                }
            });
            if (findings.isEmpty() || Instant.now().isAfter(deadline)) {
                messages.forEach((subject, each) -> findings.addAll(outOfOrder(subject, each)));
                return findings;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
    }

    private Map<String, List<Stored>> messages() throws Exception {
        Map<String, List<Stored>> messages = new HashMap<>();
        for (Stored message : StreamEvents.stored(pipeline.natsUrl(), SUBJECTS)) {
            // Others are foreign.
            if (!message.id().isEmpty()) {
                messages.computeIfAbsent(message.subject(), subject -> new ArrayList<>())
                        .add(message);
            }
        }
        return messages;
    }

    private static List<String> outOfOrder(String subject, List<Stored> messages) {
        List<String> findings = new ArrayList<>();
        long different = messages.stream().map(Stored::id).distinct().count();
        if (different != messages.size()) {
            findings.add("%s has %d messages of %d different ids".formatted(subject, messages.size(), different));
        }
        List<Long> ids = new ArrayList<>();
        for (Stored message : messages) {
            try {
                ids.add(ChangeEvent.parseFrom(message.data()).getId());
            } catch (InvalidProtocolBufferException e) {
                findings.add(subject + " has a message that is no event: " + message.id());
            }
        }
        findings.addAll(IdOrder.notRising(subject, ids));
        return findings;
    }
}
