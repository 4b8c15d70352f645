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

/**
 * The source tables that must be audited, with reasons. A mark stays until it is removed after an audit of the table; a
 * mark that was added during the audit stays.
 */
public final class AuditMarks {
    private static final String KEY = "audit.";

    private final StateEntries<AuditMark> entries;
    private final Clock clock;

    private AuditMarks(StateEntries<AuditMark> entries, Clock clock) {
        this.entries = entries;
        this.clock = clock;
    }

    /** The state bucket must exist when marks are read or written. */
    public static AuditMarks open(Connection connection) throws IOException {
        return open(connection, Clock.systemUTC());
    }

    static AuditMarks open(Connection connection, Clock clock) throws IOException {
        return new AuditMarks(new StateEntries<>(connection, AuditMark.getDefaultInstance()), clock);
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
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        entries.update(key(source, database, table), mark -> {
            AuditMark.Builder changed =
                    mark.toBuilder().setSource(source).setDatabase(database).setTable(table);
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
        return entries.find(key(source, database, table)).map(AuditMarks::mark);
    }

    /** All marks. */
    public List<Mark> list() throws IOException, JetStreamApiException, InterruptedException {
        return entries.list(KEY + '>').stream().map(AuditMarks::mark).toList();
    }

    /** Removes a mark, unless another reason was added since it was read; returns whether it is gone. */
    public boolean remove(Mark mark) throws IOException, JetStreamApiException {
        return entries.delete(key(mark.table()), mark.revision());
    }

    private static Mark mark(StateEntries.Entry<AuditMark> entry) {
        return new Mark(entry.message(), entry.revision());
    }

    private static String key(String source, String database, String table) {
        return key(new SourceTable(source, database, table));
    }

    private static String key(SourceTable table) {
        return KEY + StateBucket.token(table);
    }
}
