package io.millrace.nats;

import io.millrace.event.SourceTable;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The source tables that must be audited, with reasons. A mark stays until it is removed after an audit of the table; a
 * mark that was added during the audit stays.
 */
public final class AuditMarks {
    private static final String KEY = "audit.";

    private final Connection connection;
    private final StateEntries<AuditMark> entries;
    private final Clock clock;

    private AuditMarks(Connection connection, Clock clock) throws IOException {
        this.connection = connection;
        this.entries = new StateEntries<>(connection, AuditMark.getDefaultInstance());
        this.clock = clock;
    }

    /** The state bucket must exist when marks are read or written. */
    public static AuditMarks open(Connection connection) throws IOException {
        return open(connection, Clock.systemUTC());
    }

    static AuditMarks open(Connection connection, Clock clock) throws IOException {
        return new AuditMarks(connection, clock);
    }

    /** A mark as it was read. */
    public record Mark(AuditMark content, long revision) {
        public SourceTable table() {
            return new SourceTable(content.getSource(), content.getDatabase(), content.getTable());
        }
    }

    /**
     * Marks a table to be audited; a reason that it already has gets the present time.
     *
     * @param source Debezium's topic.prefix, or the source name of the Cassandra job or the application
     * @param reason what happened, as a sentence for the person who reads the mark
     */
    public void mark(String source, String database, String table, String reason)
            throws IOException, JetStreamApiException, InterruptedException {
        mark(new SourceTable(source, database, table), reason, false);
    }

    /**
     * The same for a table of which no event has arrived yet, and maybe none ever will: nobody is told of the mark before
     * a sink has registered the table.
     */
    public void markOnceRegistered(SourceTable table, String reason)
            throws IOException, JetStreamApiException, InterruptedException {
        mark(table, reason, true);
    }

    private void mark(SourceTable table, String reason, boolean onceRegistered)
            throws IOException, JetStreamApiException, InterruptedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        entries.update(key(table), mark -> {
            boolean counts = mark.getReasonCount() > 0 && !mark.getOnceRegistered();
            AuditMark.Builder changed = mark.toBuilder()
                    .setSource(table.source())
                    .setDatabase(table.database())
                    .setTable(table.table())
                    .setOnceRegistered(onceRegistered && !counts);
            changed.clearReason();
            mark.getReasonList().stream()
                    .filter(each -> !each.getText().equals(reason))
                    .forEach(changed::addReason);
            return changed.addReason(AuditReason.newBuilder().setText(reason).setTime(now.toString()))
                    .build();
        });
    }

    public Optional<Mark> find(String source, String database, String table)
            throws IOException, JetStreamApiException, InterruptedException {
        return counting(entries.find(key(new SourceTable(source, database, table))).stream()
                        .map(AuditMarks::mark)
                        .toList())
                .stream()
                .findFirst();
    }

    /** All marks. */
    public List<Mark> list() throws IOException, JetStreamApiException, InterruptedException {
        return counting(entries.list(KEY + '>').stream().map(AuditMarks::mark).toList());
    }

    private List<Mark> counting(List<Mark> marks) throws IOException, JetStreamApiException, InterruptedException {
        if (marks.stream().noneMatch(mark -> mark.content().getOnceRegistered())) {
            return marks;
        }
        Set<SourceTable> registered = TableRegistry.registered(connection);
        return marks.stream()
                .filter(mark -> !mark.content().getOnceRegistered() || registered.contains(mark.table()))
                .toList();
    }

    /** Removes a mark, unless another reason was added since it was read; returns whether it is gone. */
    public boolean remove(Mark mark) throws IOException, JetStreamApiException {
        return entries.delete(key(mark.table()), mark.revision());
    }

    private static Mark mark(StateEntries.Entry<AuditMark> entry) {
        return new Mark(entry.message(), entry.revision());
    }

    private static String key(SourceTable table) {
        return KEY + StateBucket.token(table);
    }
}
