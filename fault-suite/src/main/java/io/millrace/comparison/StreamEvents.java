package io.millrace.comparison;

import io.millrace.event.ChangeEvent;
import io.millrace.event.EventHeaders;
import io.millrace.local.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.StreamInfoOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** Reads the events of the stream, as any reader would. */
public final class StreamEvents {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private StreamEvents() {}

    /** Waits for this number of events. */
    public static List<ChangeEvent> await(String natsUrl, String subjects, int count) throws Exception {
        List<ChangeEvent> events = new ArrayList<>();
        try (Connection connection = NatsServer.connect(natsUrl)) {
            JetStreamSubscription subscription = Awaitility.await("stream CDC")
                    .atMost(PATIENCE)
                    // The bridge creates it.
                    .ignoreExceptionsInstanceOf(JetStreamApiException.class)
                    .until(() -> subscribe(connection, subjects), Objects::nonNull);
            while (events.size() < count) {
                Message message = subscription.nextMessage(PATIENCE);
                if (message == null) {
                    throw new AssertionError(events.size() + " and not " + count + " events of " + subjects);
                }
                events.add(ChangeEvent.parseFrom(message.getData()));
            }
        }
        return events;
    }

    /** Returns the events that are in the stream now. */
    public static List<ChangeEvent> all(String natsUrl, String subjects) throws Exception {
        return await(natsUrl, subjects, count(natsUrl, subjects));
    }

    /** Returns how many events are in the stream now. */
    public static int count(String natsUrl, String subjects) throws Exception {
        try (Connection connection = NatsServer.connect(natsUrl)) {
            return connection
                    .jetStreamManagement()
                    .getStreamInfo("CDC", StreamInfoOptions.filterSubjects(subjects))
                    .getStreamState()
                    .getSubjects()
                    .stream()
                    .mapToInt(subject -> (int) subject.getCount())
                    .sum();
        }
    }

    /** Returns the ids of the events that are in the stream now, by subject. */
    public static Map<String, List<Long>> ids(String natsUrl, String subjects) throws Exception {
        Map<String, List<Long>> ids = new TreeMap<>();
        for (Stored stored : stored(natsUrl, subjects)) {
            ids.computeIfAbsent(stored.subject(), subject -> new ArrayList<>())
                    .add(ChangeEvent.parseFrom(stored.data()).getId());
        }
        return ids;
    }

    /**
     * A message in the stream.
     *
     * @param id by which JetStream tells the same message from another; empty if its publisher gave it none
     */
    public record Stored(String subject, String id, byte[] data) {}

    /** Returns the messages that are in the stream now. */
    public static List<Stored> stored(String natsUrl, String subjects) throws Exception {
        List<Stored> stored = new ArrayList<>();
        int count = count(natsUrl, subjects);
        try (Connection connection = NatsServer.connect(natsUrl)) {
            JetStreamSubscription subscription = subscribe(connection, subjects);
            while (stored.size() < count) {
                Message message = Objects.requireNonNull(subscription.nextMessage(PATIENCE), "An event of " + subjects);
                String id = message.getHeaders() == null
                        ? null
                        : message.getHeaders().getFirst(EventHeaders.MESSAGE_ID);
                stored.add(new Stored(message.getSubject(), Objects.requireNonNullElse(id, ""), message.getData()));
            }
        }
        return stored;
    }

    private static JetStreamSubscription subscribe(Connection connection, String subjects) throws Exception {
        return connection
                .jetStream()
                .subscribe(
                        subjects,
                        PushSubscribeOptions.builder().stream("CDC")
                                .ordered(true)
                                .build());
    }
}
