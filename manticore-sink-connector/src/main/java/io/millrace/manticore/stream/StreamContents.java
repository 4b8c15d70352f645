package io.millrace.manticore.stream;

import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsQuestions;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamInfo;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.api.StreamState;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the stream holds of the subjects that the sink reads. Failures are those of {@link NatsQuestions#ask}. */
public final class StreamContents {
    private final NatsQuestions nats;
    private final StreamSettings settings;

    public StreamContents(NatsQuestions nats, StreamSettings settings) {
        this.nats = nats;
        this.settings = settings;
    }

    /**
     * Between which sequences the stream has events.
     *
     * @param created when the stream was; sequences of another one mean nothing here
     * @param firstTime of the first event; empty when there is none
     */
    public record Bounds(String created, long first, long last, Optional<Instant> firstTime) {
        static Bounds of(StreamInfo stream) {
            StreamState state = stream.getStreamState();
            return new Bounds(
                    stream.getCreateTime().toInstant().toString(),
                    state.getFirstSequence(),
                    state.getLastSequence(),
                    state.getMsgCount() == 0
                            ? Optional.empty()
                            : Optional.of(state.getFirstTime().toInstant()));
        }
    }

    public Bounds bounds() {
        return nats.ask("about stream " + settings.stream(), connection -> {
            return Bounds.of(connection.jetStreamManagement().getStreamInfo(settings.stream()));
        });
    }

    /** The tables that have events in the stream. */
    public Set<SourceTable> tables() {
        return nats.ask("about the tables in stream " + settings.stream(), connection -> {
            Set<SourceTable> tables = new HashSet<>();
            JetStreamManagement management = connection.jetStreamManagement();
            for (String pattern : settings.subjects()) {
                StreamInfo info =
                        management.getStreamInfo(settings.stream(), StreamInfoOptions.filterSubjects(pattern + ".*"));
                info.getStreamState()
                        .getSubjectMap()
                        .keySet()
                        .forEach(subject ->
                                Subject.find(subject).map(SourceTable::of).ifPresent(tables::add));
            }
            return tables;
        });
    }

    /** The newest event of a table in each partition, serialized. */
    public List<byte[]> newestEvents(SourceTable table) {
        String pattern = Subject.of(table) + ".*";
        return nats.ask(
                "about the newest events of " + table,
                connection -> LastMessages.read(connection, settings.stream(), pattern).stream()
                        .map(message -> Objects.requireNonNullElse(message.getData(), new byte[0]))
                        .toList());
    }
}
