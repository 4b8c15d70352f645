package io.millrace.bridge.publish;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Subject;
import io.millrace.nats.LastMessages;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Reads from the stream how far it has come. */
public final class StreamEndReader {
    private final String stream;
    private final Collection<TopicPartition> partitions;

    private StreamEndReader(String stream, Collection<TopicPartition> partitions) {
        this.stream = stream;
        this.partitions = partitions;
    }

    /**
     * Reads what concerns these topic partitions, and takes out again what came behind a missing message.
     *
     * @throws SessionBrokenException when the stream does not answer
     */
    public static StreamEnds read(Session session, String stream, Collection<TopicPartition> partitions)
            throws SessionBrokenException {
        return session.ask("what stream " + stream + " ends with", new StreamEndReader(stream, partitions)::read);
    }

    private StreamEnds read(Connection connection) throws IOException, JetStreamApiException, InterruptedException {
        Map<TopicPartition, Long> generations = Rewinds.read(connection, stream);
        Map<TopicPartition, Map<Long, Long>> withdrawn = new HashMap<>();
        StreamTail tail = new StreamTail(connection, stream);
        StreamEnds ends;
        do {
            long readAtNanos = System.nanoTime();
            long lastSequence = connection
                    .jetStreamManagement()
                    .getStreamInfo(stream)
                    .getStreamState()
                    .getLastSequence();
            ends = new StreamEnds(new HashMap<>(), generations, withdrawn, new HashMap<>(), lastSequence, readAtNanos);
            for (String subjects : subjects()) {
                for (MessageInfo message : LastMessages.read(connection, stream, subjects)) {
                    add(ends, message);
                }
            }
        } while (tail.withdrawBehindGaps(ends));
        return ends;
    }

    /** The subjects of all tables with one of these partition numbers. */
    private Set<String> subjects() {
        Set<String> filters = new TreeSet<>();
        partitions.forEach(each -> filters.add(subjectsOf(each.partition())));
        return filters;
    }

    static String subjectsOf(int partition) {
        return Subject.PREFIX + ".*.*.*." + partition;
    }

    private void add(StreamEnds ends, MessageInfo message) throws InvalidProtocolBufferException {
        ends.lastIds()
                .put(
                        message.getSubject(),
                        ChangeEvent.parseFrom(message.getData()).getId());
        Optional<Origin> origin = Origin.of(message.getHeaders());
        if (origin.isEmpty()) {
            return;
        }
        TopicPartition topicPartition = origin.get().position().topicPartition();
        if (partitions.contains(topicPartition)
                && origin.get().generation() >= ends.generations().getOrDefault(topicPartition, 0L)) {
            // Several tables may share a topic; the records of a topic partition are published in its order.
            ends.ends().merge(topicPartition, new StreamEnd(origin.get(), message.getSeq()), StreamEndReader::later);
        }
    }

    private static StreamEnd later(StreamEnd one, StreamEnd other) {
        return one.sequence() > other.sequence() ? one : other;
    }
}
