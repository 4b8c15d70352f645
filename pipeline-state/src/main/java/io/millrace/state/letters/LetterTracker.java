package io.millrace.state.letters;

import io.millrace.event.EventRecordBytes;
import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.nats.ConsumerName;
import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsSession;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import io.millrace.state.StreamStatus;
import io.millrace.state.letters.LetterFate.FateKind;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows letters that were resent: into the stream, through the sink, into the index. Not thread-safe. */
public final class LetterTracker {
    private final NatsSession nats;
    private final String stream;
    private final Optional<String> sink;
    private final Collection<DeadLetterTopic> topics;
    private final IndexVersions index;
    private final Map<String, Found> found = new HashMap<>();

    /** Which version of a row the index has. */
    public interface IndexVersions {
        /** Where there is no index. */
        IndexVersions NONE = (table, event) -> Optional.empty();

        /** The version in the index; 0 if the row is not there, empty if nobody can say. */
        Optional<Long> of(TableEntry table, byte[] event) throws InterruptedException;
    }

    /** @param next where to continue to search a subject, or the sequence of the message that was found */
    private record Found(long next, Optional<MessageInfo> message) {}

    /** @param sink the sink's name; without one, a letter has arrived when it is in the stream */
    public LetterTracker(
            NatsSession nats,
            String stream,
            Optional<String> sink,
            Collection<DeadLetterTopic> topics,
            IndexVersions index) {
        this.nats = nats;
        this.stream = stream;
        this.sink = sink;
        this.topics = topics;
        this.index = index;
    }

    /** Where a letter is now. */
    public LetterFate of(SentLetter sent) throws InterruptedException {
        Optional<MessageInfo> message = inStream(sent);
        if (message.isEmpty()) {
            return refused(sent.place())
                    .orElseGet(() -> new LetterFate(
                            FateKind.UNDER_WAY, "at " + sent.place() + "; the bridge has not published it yet"));
        }
        long sequence = message.get().getSeq();
        if (sink.isEmpty()) {
            return new LetterFate(FateKind.APPLIED, "in stream " + stream + " at " + sequence);
        }
        if (!isAcknowledged(sent.subject(), sequence)) {
            return new LetterFate(
                    FateKind.UNDER_WAY,
                    "in the stream at " + sequence + "; " + sink.get() + " has not acknowledged it yet");
        }
        Optional<LetterFate> again = refused(stream + '@' + sequence);
        return again.isPresent() ? again.get() : inIndex(sent, message.get().getData());
    }

    private Optional<MessageInfo> inStream(SentLetter sent) {
        Found known = found.getOrDefault(sent.place(), new Found(sent.after() + 1, Optional.empty()));
        while (known.message().isEmpty()) {
            long from = known.next();
            Optional<MessageInfo> next = nats.ask(
                    "for messages of " + sent.subject(),
                    connection -> LastMessages.next(connection, stream, sent.subject(), from));
            if (next.isEmpty()) {
                break;
            }
            known = new Found(next.get().getSeq() + 1, next.filter(message -> idOf(message) == sent.eventId()));
        }
        found.put(sent.place(), known);
        return known.message();
    }

    private static long idOf(MessageInfo message) {
        try {
            return EventRecordBytes.parse(message.getData()).id();
        } catch (IOException e) {
            return 0;
        }
    }

    private boolean isAcknowledged(String subject, long sequence) {
        int partition = Subject.parse(subject).partition();
        String consumer = ConsumerName.name(sink.orElseThrow(), partition);
        List<ConsumerInfo> consumers = new StreamStatus(nats, stream).consumers(sink.orElseThrow());
        return consumers.stream()
                .anyMatch(each ->
                        each.getName().equals(consumer) && each.getAckFloor().getStreamSequence() >= sequence);
    }

    private Optional<LetterFate> refused(String origin) {
        for (DeadLetterTopic topic : topics) {
            for (ReportedLetter letter : topic.open()) {
                if (letter.origin().toString().equals(origin)) {
                    return Optional.of(new LetterFate(FateKind.REFUSED, "now " + letter.id() + ": " + letter.reason()));
                }
            }
        }
        return Optional.empty();
    }

    private LetterFate inIndex(SentLetter sent, byte[] event) throws InterruptedException {
        Subject subject = Subject.parse(sent.subject());
        Optional<TableEntry> table = TableRegistry.all(nats, sink.orElseThrow()).stream()
                .filter(entry -> TableRegistry.tableOf(entry).equals(SourceTable.of(subject)))
                .findFirst();
        if (table.isPresent() && table.get().getState() == TableState.SET_ASIDE) {
            return new LetterFate(
                    FateKind.PASSED_OVER,
                    "the table is set aside: " + table.get().getReason());
        }
        Optional<Long> version = table.isPresent() ? index.of(table.get(), event) : Optional.empty();
        if (version.isEmpty()) {
            return new LetterFate(FateKind.APPLIED, "acknowledged by " + sink.orElseThrow());
        }
        if (version.get() > sent.eventId()) {
            return new LetterFate(FateKind.SUPERSEDED, "the index has a newer version of the row");
        }
        boolean deletes = EventRecordBytes.deletes(event);
        if (version.get() == 0) {
            return deletes
                    ? new LetterFate(FateKind.APPLIED, "")
                    : new LetterFate(
                            FateKind.SUPERSEDED, "the row is not in the index: it was deleted, or has expired");
        }
        return version.get() == sent.eventId() && !deletes
                ? new LetterFate(FateKind.APPLIED, "")
                : new LetterFate(FateKind.UNDER_WAY, "acknowledged, and the index does not show it yet");
    }
}
