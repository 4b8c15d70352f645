package io.millrace.state.applied;

import io.millrace.nats.Checkpoints;
import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsSession;
import io.millrace.nats.PublishMark;
import io.millrace.nats.PublishProgress;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Reads from the stream itself up to where topic partitions have been published. */
final class PublishedOffsets {
    private final NatsSession nats;
    private final String stream;
    /** The subjects of each topic partition, as they were last read. */
    private final Map<TopicPartition, PublishProgress> progress = new HashMap<>();

    private final Set<TopicPartition> known =
            new TreeSet<>((one, other) -> one.toString().compareTo(other.toString()));

    PublishedOffsets(NatsSession nats, String stream) {
        this.nats = nats;
        this.stream = stream;
    }

    /**
     * What the stream holds of a topic partition.
     *
     * @param offset the last record that was published, -1 for none
     * @param timestamp that record's, or {@link #UNKNOWN}
     * @param sequences of the last message of each subject
     */
    record PublishedPartition(long offset, long timestamp, Map<String, Long> sequences) {
        static final long UNKNOWN = -1;
        static final PublishedPartition NOTHING = new PublishedPartition(-1, UNKNOWN, Map.of());

        private PublishedPartition later(PublishedPartition other) {
            Map<String, Long> all = new TreeMap<>(sequences);
            all.putAll(other.sequences);
            boolean isLater = last() > other.last();
            return new PublishedPartition(isLater ? offset : other.offset, isLater ? timestamp : other.timestamp, all);
        }

        private long last() {
            return sequences.values().stream().mapToLong(Long::longValue).max().orElse(0);
        }
    }

    /** @param again whether subjects may have been added since the last call */
    Map<TopicPartition, PublishedPartition> read(Collection<TopicPartition> partitions, boolean again) {
        return nats.ask("how far stream " + stream + " is", connection -> read(connection, partitions, again));
    }

    private Map<TopicPartition, PublishedPartition> read(
            Connection connection, Collection<TopicPartition> partitions, boolean again)
            throws IOException, JetStreamApiException, InterruptedException {
        if (again || !known.containsAll(partitions)) {
            readProgress(connection, partitions);
        }
        Map<String, TopicPartition> keys =
                partitions.stream().collect(Collectors.toMap(EventOrigin::keyOf, each -> each));
        Set<String> subjects = new TreeSet<>();
        partitions.forEach(each -> subjects.addAll(subjectsOf(each)));
        Map<TopicPartition, PublishedPartition> published = new HashMap<>();
        for (MessageInfo message : LastMessages.read(connection, stream, subjects)) {
            Optional<EventOrigin> origin = EventOrigin.of(message.getHeaders());
            MessageInfo ours = message;
            if (origin.isEmpty()) {
                Optional<MessageInfo> before = lastOfOurs(connection, message);
                if (before.isEmpty()) {
                    continue;
                }
                ours = before.get();
                origin = EventOrigin.of(ours.getHeaders());
            }
            TopicPartition from = keys.get(origin.map(EventOrigin::key).orElse(""));
            if (from != null) {
                PublishedPartition found = new PublishedPartition(
                        origin.get().offset(),
                        origin.get().timestamp(),
                        Map.of(String.valueOf(ours.getSubject()), ours.getSeq()));
                published.merge(from, found, PublishedPartition::later);
            }
        }
        addExpired(connection, partitions, published);
        return published;
    }

    private Collection<String> subjectsOf(TopicPartition partition) {
        return progress.getOrDefault(partition, PublishProgress.getDefaultInstance())
                .getSubjectList();
    }

    private void readProgress(Connection connection, Collection<TopicPartition> partitions)
            throws IOException, JetStreamApiException, InterruptedException {
        Checkpoints checkpoints = Checkpoints.open(connection, stream);
        for (int number : partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet())) {
            for (PublishProgress each : checkpoints.list(number)) {
                progress.put(new TopicPartition(each.getTopic(), number), each);
            }
        }
        known.addAll(partitions);
    }

    /** Anybody may publish to a subject: the last message of the bridge is before that of somebody else. */
    private Optional<MessageInfo> lastOfOurs(Connection connection, MessageInfo last)
            throws IOException, JetStreamApiException, InterruptedException {
        String subject = String.valueOf(last.getSubject());
        Optional<MessageInfo> ours = Optional.empty();
        Optional<MessageInfo> next = LastMessages.next(connection, stream, subject, 1);
        while (next.isPresent() && next.get().getSeq() < last.getSeq()) {
            if (EventOrigin.of(next.get().getHeaders()).isPresent()) {
                ours = next;
            }
            next = LastMessages.next(connection, stream, subject, next.get().getSeq() + 1);
        }
        return ours;
    }

    /** Those of which the stream has no message any more, though everything up to the last mark once was in it. */
    private void addExpired(
            Connection connection,
            Collection<TopicPartition> partitions,
            Map<TopicPartition, PublishedPartition> published)
            throws IOException, JetStreamApiException {
        if (published.keySet().containsAll(partitions)) {
            return;
        }
        StreamInfo info = connection.jetStreamManagement().getStreamInfo(stream);
        String created = info.getCreateTime().toInstant().toString();
        for (TopicPartition each : partitions) {
            PublishProgress noted = progress.getOrDefault(each, PublishProgress.getDefaultInstance());
            if (published.containsKey(each) || noted.getMarkCount() == 0) {
                continue;
            }
            PublishMark last = noted.getMark(noted.getMarkCount() - 1);
            boolean removedInOrder = noted.getStreamCreated().equals(created)
                    && info.getStreamState().getFirstSequence() > last.getSequence()
                    && info.getStreamState().getLastSequence() >= last.getSequence();
            if (removedInOrder) {
                published.put(each, new PublishedPartition(last.getOffset() - 1, PublishedPartition.UNKNOWN, Map.of()));
            }
        }
    }
}
