package io.millrace.state.snapshot;

import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.nats.AuditMark;
import io.millrace.nats.AuditMarks;
import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsSession;
import io.millrace.nats.StateBucket;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.state.StateException;
import io.millrace.state.StreamStatus;
import io.millrace.state.applied.EventOrigin;
import io.millrace.state.snapshot.PipelineSnapshot.StreamSpace;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What NATS says.
 *
 * @param lastChanges when the newest event of each table was stored
 * @param published the last record of each topic partition that is in the stream, by {@link EventOrigin#keyOf}
 * @param sinks what each sink has yet to apply
 */
record NatsFacts(
        List<TableEntry> tables,
        List<AuditMark> marks,
        Map<SourceTable, Instant> lastChanges,
        Map<String, Long> published,
        Map<String, WaitingEvents> sinks,
        StreamSpace space) {

    /**
     * @param count how many events wait
     * @param oldest when the oldest of them was stored; empty if none waits
     * @param passed how many the sink has acknowledged since its consumers were made
     */
    record WaitingEvents(long count, Optional<Instant> oldest, long passed) {}

    static NatsFacts read(NatsSession nats, String stream, Collection<String> sinks) {
        StreamStatus status = new StreamStatus(nats, stream);
        StreamInfo info = status.find().orElseThrow(() -> new StateException("There is no stream " + stream));
        Map<String, WaitingEvents> waiting = new HashMap<>();
        for (String sink : sinks) {
            waiting.put(sink, waiting(nats, stream, status.consumers(sink)));
        }
        List<AuditMark> marks = nats.ask(
                "for the marks of tables",
                connection -> StateBucket.exists(connection)
                        ? AuditMarks.open(connection).list().stream()
                                .map(AuditMarks.Mark::content)
                                .toList()
                        : List.of());
        Map<SourceTable, Instant> lastChanges = new HashMap<>();
        Map<String, MessageInfo> last = new HashMap<>();
        for (MessageInfo message : nats.ask(
                "for the newest events of stream " + stream,
                connection -> LastMessages.read(connection, stream, Subject.PREFIX + ".>"))) {
            Instant time = message.getTime().toInstant();
            Subject.find(String.valueOf(message.getSubject()))
                    .map(SourceTable::of)
                    .ifPresent(
                            table -> lastChanges.merge(table, time, (one, other) -> one.isAfter(other) ? one : other));
            EventOrigin.of(message.getHeaders())
                    .ifPresent(origin -> last.merge(
                            origin.key(), message, (one, other) -> one.getSeq() > other.getSeq() ? one : other));
        }
        Map<String, Long> published = new HashMap<>();
        last.forEach((key, message) ->
                EventOrigin.of(message.getHeaders()).ifPresent(origin -> published.put(key, origin.offset())));
        return new NatsFacts(TableRegistry.all(nats), marks, lastChanges, published, waiting, space(info));
    }

    private static StreamSpace space(StreamInfo info) {
        StreamConfiguration configuration = info.getConfiguration();
        Duration age = configuration.getMaxAge();
        return new StreamSpace(
                configuration.getName(),
                info.getStreamState().getByteCount(),
                configuration.getMaxBytes() > 0 ? OptionalLong.of(configuration.getMaxBytes()) : OptionalLong.empty(),
                Optional.ofNullable(age).filter(limit -> !limit.isZero()));
    }

    private static WaitingEvents waiting(NatsSession nats, String stream, List<ConsumerInfo> consumers) {
        return nats.ask("for the oldest event that waits", connection -> {
            long count = 0;
            long passed = 0;
            Optional<Instant> oldest = Optional.empty();
            for (ConsumerInfo consumer : consumers) {
                long pending = StreamStatus.pending(consumer);
                count += pending;
                passed += consumer.getAckFloor().getConsumerSequence();
                if (pending > 0) {
                    oldest = earlier(oldest, next(connection, stream, consumer));
                }
            }
            return new WaitingEvents(count, oldest, passed);
        });
    }

    private static Optional<Instant> next(Connection connection, String stream, ConsumerInfo consumer)
            throws IOException, JetStreamApiException, InterruptedException {
        Optional<Instant> next = Optional.empty();
        for (String filter : Objects.requireNonNullElse(
                consumer.getConsumerConfiguration().getFilterSubjects(), List.<String>of())) {
            long from = consumer.getAckFloor().getStreamSequence() + 1;
            next = earlier(
                    next,
                    LastMessages.next(connection, stream, filter, from)
                            .map(message -> message.getTime().toInstant()));
        }
        return next;
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return one.filter(time -> other.isEmpty() || time.isBefore(other.get())).or(() -> other);
    }
}
