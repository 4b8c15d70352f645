package io.millrace.state.applied;

import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.nats.LastMessages;
import io.millrace.nats.NatsSession;
import io.nats.client.api.MessageInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Tells when the index holds what the stream has of a table, whoever has published it. Thread-safe. */
public final class AppliedStream {
    private final NatsSession nats;
    private final String stream;
    private final IndexProgress index;
    private final StageWait wait;

    /**
     * @param nats a session, which stays the caller's
     * @param patience for how long the sink may not move
     */
    public AppliedStream(NatsSession nats, String stream, String sink, Duration patience) {
        this.nats = nats;
        this.stream = stream;
        index = new IndexProgress(nats, stream, sink);
        wait = new StageWait(patience, Optional::empty);
    }

    /**
     * Returns once everything of the table that was in the stream before the call has been written to the index.
     *
     * @throws io.millrace.state.StateException when the sink does not move any more; the message names what is missing
     */
    public void await(SourceTable table) throws InterruptedException {
        Map<String, Long> sequences = new TreeMap<>();
        wait.until(() -> {
            sequences.clear();
            sequences.putAll(lastSequences(table));
            return StageProgress.done();
        });
        wait.until(() -> index.check(sequences, Set.of(table)));
    }

    private Map<String, Long> lastSequences(SourceTable table) {
        String filter = String.join(
                ".",
                Subject.PREFIX,
                Subject.escape(table.source()),
                Subject.escape(table.database()),
                Subject.escape(table.table()),
                "*");
        Map<String, Long> sequences = new TreeMap<>();
        for (MessageInfo last :
                nats.ask("how far " + filter + " is", connection -> LastMessages.read(connection, stream, filter))) {
            sequences.put(String.valueOf(last.getSubject()), last.getSeq());
        }
        return sequences;
    }
}
