package io.millrace.manticore.stream;

import io.millrace.event.Subject;
import io.millrace.nats.ConsumerName;
import io.millrace.nats.JetStreamError;
import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfoOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the partitions that the stream holds. Its methods throw {@link NatsUnavailableException} when NATS does not
 * answer; a stream that does not exist yet is empty.
 */
public final class PartitionDiscovery implements PartitionSource {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionDiscovery.class);

    private final NatsSettings settings;
    private final String stream;
    private final List<String> patterns;
    private final Consumer<Optional<List<Subject>>> onDiscovery;
    private final Set<String> skipped = new HashSet<>();
    private volatile int skippedNow;
    private @Nullable NatsSession session;

    /** @param patterns of subjects without the partition */
    public PartitionDiscovery(NatsSettings settings, String stream, List<String> patterns) {
        this(settings, stream, patterns, subjects -> {});
    }

    /** @param onDiscovery called with the subjects that were discovered, empty when there is no stream */
    public PartitionDiscovery(
            NatsSettings settings,
            String stream,
            List<String> patterns,
            Consumer<Optional<List<Subject>>> onDiscovery) {
        this.onDiscovery = onDiscovery;
        this.settings = settings;
        this.stream = stream;
        this.patterns = patterns;
    }

    @Override
    public SortedSet<Integer> discover() {
        Optional<List<Subject>> found = find();
        onDiscovery.accept(found);
        SortedSet<Integer> partitions = new TreeSet<>();
        found.orElse(List.of()).forEach(subject -> partitions.add(subject.partition()));
        return partitions;
    }

    private List<Subject> subjects() {
        return find().orElse(List.of());
    }

    /** The subjects that have events now; empty when there is no stream. */
    private Optional<List<Subject>> find() {
        Optional<Set<String>> found = ask("for the partitions of stream " + stream, Optional.empty(), connection -> {
            Set<String> subjects = new TreeSet<>();
            for (String pattern : patterns) {
                connection
                        .jetStreamManagement()
                        .getStreamInfo(stream, StreamInfoOptions.filterSubjects(pattern + ".*"))
                        .getStreamState()
                        .getSubjects()
                        .forEach(subject -> subjects.add(subject.getName()));
            }
            return Optional.of(subjects);
        });
        return found.map(this::parse);
    }

    private List<Subject> parse(Set<String> names) {
        List<Subject> subjects = new ArrayList<>();
        Set<String> others = new TreeSet<>();
        names.forEach(name -> Subject.find(name).ifPresentOrElse(subjects::add, () -> others.add(name)));
        skippedNow = others.size();
        others.removeAll(skipped);
        if (!others.isEmpty()) {
            skipped.addAll(others);
            LOG.warn(
                    "Skipping {} subjects of stream {} that do not end with a partition's number, such as {}; nothing of"
                            + " Millrace publishes there",
                    others.size(),
                    stream,
                    others.iterator().next());
        }
        return subjects;
    }

    /** How many subjects with messages are none of Millrace's; may be called by any thread. */
    public int countSkipped() {
        return skippedNow;
    }

    /** The newest event of each subject, the newest of all first. */
    public Map<Subject, byte[]> newestEvents() {
        Map<Subject, byte[]> events = new LinkedHashMap<>();
        List<String> names = subjects().stream().map(Subject::toString).toList();
        List<MessageInfo> newest = ask(
                "for the newest events of stream " + stream,
                List.of(),
                connection -> LastMessages.read(connection, stream, names));
        newest.stream()
                .sorted(Comparator.comparingLong(MessageInfo::getSeq).reversed())
                .forEach(message -> events.put(
                        Subject.parse(String.valueOf(message.getSubject())),
                        Objects.requireNonNullElse(message.getData(), new byte[0])));
        return events;
    }

    /** Between which sequences the stream has events. */
    public StreamContents.Bounds bounds() {
        return ask("about stream " + stream, new StreamContents.Bounds("", 0, 0, Optional.empty()), connection -> {
            return StreamContents.Bounds.of(connection.jetStreamManagement().getStreamInfo(stream));
        });
    }

    /** The tables that a sink has met. */
    public List<TableEntry> tables(String sink) {
        return TableRegistry.all(session(), sink);
    }

    @Override
    public boolean anyRead(String consumerPrefix, Collection<Integer> partitions) {
        Set<String> names = new HashSet<>(ask(
                "for the consumers of stream " + stream,
                List.of(),
                connection -> connection.jetStreamManagement().getConsumerNames(stream)));
        return partitions.stream().anyMatch(partition -> names.contains(ConsumerName.name(consumerPrefix, partition)));
    }

    private <T> T ask(String what, T withoutStream, NatsSession.Question<T> question) {
        return session().ask(what, connection -> {
            try {
                return question.ask(connection);
            } catch (JetStreamApiException e) {
                if (JetStreamError.STREAM_NOT_FOUND.is(e)) {
                    return withoutStream;
                }
                throw e;
            }
        });
    }

    private NatsSession session() {
        NatsSession now = session;
        if (now == null) {
            now = NatsSession.reconnecting(settings, "manticore-sink-partitions", new NatsErrorLog(() -> {}));
            session = now;
        }
        return now;
    }

    @Override
    public void close() {
        NatsSession now = session;
        session = null;
        if (now != null) {
            now.close();
        }
    }
}
