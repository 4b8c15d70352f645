package io.millrace.audit;

import io.millrace.event.SourceTable;
import io.millrace.nats.AuditMarks;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsQuestions;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.nats.StateBucket;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.state.mysql.DatabaseTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Removes the marks of tables that an audit has found equal in every column, if they had them before it began. A mark
 * that was renewed meanwhile stays, and so does that of a table which another sink writes, too.
 */
public final class MarkRemoval {
    private final NatsQuestions nats;
    private final String sink;
    private final Map<SourceTable, AuditMarks.Mark> before = new TreeMap<>(AuditedPipeline.ORDER);

    private MarkRemoval(NatsQuestions nats, String sink, List<AuditMarks.Mark> before) {
        this.nats = nats;
        this.sink = sink;
        before.forEach(mark -> this.before.put(mark.table(), mark));
    }

    /** Reads the marks; to be called before the audit begins. */
    public static MarkRemoval before(AuditScope pipeline) {
        return before(pipeline.nats(), pipeline.sink());
    }

    static MarkRemoval before(NatsQuestions nats, String sink) {
        return new MarkRemoval(nats, sink, marks(nats));
    }

    /** The marks of all tables. */
    public static List<AuditMarks.Mark> marks(NatsQuestions nats) {
        return nats.ask(
                "for the marks of tables",
                connection -> StateBucket.exists(connection)
                        ? AuditMarks.open(connection).list()
                        : List.of());
    }

    /**
     * Before an audit of a table that is marked, waits for what had been committed until then: the TRUNCATE because of which it
     * is marked may not be in the index yet, and would remove rows that have been found equal.
     */
    static void awaitCause(NatsQuestions nats, SourceTable table, CommittedChanges committed)
            throws InterruptedException {
        if (marks(nats).stream().anyMatch(mark -> mark.table().equals(table))) {
            committed.await(table);
        }
    }

    /** Removes the marks of equal tables; returns a line about each of these tables that was marked. */
    public List<String> remove(List<TableReport> reports) {
        List<String> lines = new ArrayList<>();
        for (TableReport report : reports) {
            AuditMarks.Mark mark = before.get(report.table());
            if (report.isEqual() && mark != null) {
                DatabaseTable name = DatabaseTable.of(report.table());
                lines.add(unread(report)
                        .or(() -> remove(nats, sink, mark))
                        .map(why -> name + " stays marked to be audited: " + why)
                        .orElse(name + " is no longer marked to be audited"));
            }
        }
        return lines;
    }

    /** Why the report of an equal table does not prove that all of it is. */
    private static Optional<String> unread(TableReport report) {
        return report.unread().isEmpty()
                ? Optional.empty()
                : Optional.of("Manticore does not store the text of " + String.join(", ", report.unread())
                        + ", so it was not compared");
    }

    /** Removes the mark of a table that was found equal in a sink's index, or says why it stays. */
    public static Optional<String> remove(NatsQuestions nats, String sink, AuditMarks.Mark mark) {
        try {
            Optional<String> other = otherSink(nats, sink, mark.table());
            if (other.isPresent()) {
                return Optional.of("sink " + other.get() + " writes it, too, and was not audited");
            }
            boolean removed = nats.ask(
                    "to remove the mark of " + mark.table(),
                    connection -> AuditMarks.open(connection).remove(mark));
            return removed ? Optional.empty() : Optional.of("a reason was added during the audit");
        } catch (NatsFaultException | NatsUnavailableException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> otherSink(NatsQuestions nats, String sink, SourceTable table) {
        return TableRegistry.all(nats).stream()
                .filter(entry -> !entry.getSink().equals(sink)
                        && TableRegistry.tableOf(entry).equals(table))
                .map(TableEntry::getSink)
                .findFirst();
    }
}
