package io.millrace.manticore.stream;

import io.millrace.event.Subject;
import io.millrace.nats.NatsSettings;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which partitions the stream holds. */
public final class PartitionDiscovery implements AutoCloseable {
    private static final int NOT_FOUND = 404;

    private final NatsSettings nats;
    private final String stream;
    private final List<String> subjects;
    private @Nullable Connection connection;

    public PartitionDiscovery(NatsSettings nats, String stream, List<String> subjects) {
        this.nats = nats;
        this.stream = stream;
        this.subjects = subjects;
    }

    /**
     * The partitions that have events of these subjects now; none when the stream does not exist yet.
     *
     * @throws StreamUnavailableException when NATS does not answer
     */
    public SortedSet<Integer> discover() {
        SortedSet<Integer> partitions = new TreeSet<>();
        forEachSubject(subject -> partitions.add(Subject.parse(subject).partition()));
        return partitions;
    }

    private interface SubjectAction {
        void accept(String subject) throws IOException, JetStreamApiException;
    }

    /** For none when the stream does not exist yet. */
    private void forEachSubject(SubjectAction action) {
        try {
            JetStreamManagement management = connection().jetStreamManagement();
            for (String pattern : subjects) {
                StreamInfo info = management.getStreamInfo(stream, StreamInfoOptions.filterSubjects(pattern + ".*"));
                for (io.nats.client.api.Subject subject : info.getStreamState().getSubjects()) {
                    action.accept(subject.getName());
                }
            }
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() != NOT_FOUND) {
                throw new StreamUnavailableException(
                        "Stream " + stream + " cannot be asked for its partitions: " + e, e);
            }
        } catch (IOException e) {
            throw new StreamUnavailableException("NATS at " + nats + " cannot be reached: " + e, e);
        }
    }

    /**
     * The newest event of each subject, the newest of all first.
     *
     * @throws StreamUnavailableException when NATS does not answer
     */
    public Map<Subject, byte[]> newestEvents() {
        List<MessageInfo> newest = new ArrayList<>();
        forEachSubject(subject -> newest.add(connection().jetStreamManagement().getLastMessage(stream, subject)));
        newest.sort(Comparator.comparingLong(MessageInfo::getSeq).reversed());
        Map<Subject, byte[]> events = new LinkedHashMap<>();
        newest.forEach(message -> events.put(
                Subject.parse(String.valueOf(message.getSubject())),
                Objects.requireNonNullElse(message.getData(), new byte[0])));
        return events;
    }

    /**
     * Whether there is a consumer of one of these partitions: then whoever has this prefix read the stream before.
     *
     * @throws StreamUnavailableException when NATS does not answer
     */
    public boolean anyRead(String consumerPrefix, Collection<Integer> partitions) {
        try {
            Set<String> names = new HashSet<>(connection().jetStreamManagement().getConsumerNames(stream));
            return partitions.stream()
                    .anyMatch(partition -> names.contains(StreamSettings.consumerName(consumerPrefix, partition)));
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() == NOT_FOUND) {
                return false;
            }
            throw new StreamUnavailableException("Stream " + stream + " cannot be asked for its consumers: " + e, e);
        } catch (IOException e) {
            throw new StreamUnavailableException("NATS at " + nats + " cannot be reached: " + e, e);
        }
    }

    private Connection connection() throws IOException {
        Connection now = connection;
        if (now == null) {
            try {
                now = new NatsErrorLog().connect(nats.toOptions().maxReconnects(-1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            connection = now;
        }
        return now;
    }

    @Override
    public void close() {
        Connection now = connection;
        connection = null;
        if (now != null) {
            try {
                now.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
