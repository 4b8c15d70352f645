package io.millrace.audit;

import io.millrace.event.SourceTable;
import io.millrace.nats.AuditMark;
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
 * Removes the marks of tables that an audit has found equal, if they had them before it began. A reason that came
 * meanwhile keeps its mark, and so does a table that another sink writes, too.
 */
public final class MarkRemoval {
    private final NatsQuestions nats;
    private final String sink;
    private final Map<SourceTable, AuditMarks.Mark> before = new TreeMap<>(AuditedPipeline.ORDER);

    private MarkRemoval(NatsQuestions nats, String sink, List<AuditMarks.Mark> before) {
        this.nats = nats;
        this.sink = sink;
        before.forEach(mark -> this.before.put(tableOf(mark.content()), mark));
    }

    /** Reads the marks; to be called before the audit begins. */
    public static MarkRemoval before(NatsQuestions nats, String sink) {
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

    /** Removes the marks of equal tables; returns a line about each of these tables that was marked. */
    public List<String> remove(List<TableReport> reports) {
        List<String> lines = new ArrayList<>();
        for (TableReport report : reports) {
            AuditMarks.Mark mark = before.get(report.table());
            if (report.isEqual() && mark != null) {
                DatabaseTable name = DatabaseTable.of(report.table());
                lines.add(remove(nats, sink, mark)
                        .map(why -> name + " stays marked to be audited: " + why)
                        .orElse(name + " is no longer marked to be audited"));
            }
        }
        return lines;
    }

    /** Removes the mark of a table that was found equal in a sink's index, or says why it stays. */
    public static Optional<String> remove(NatsQuestions nats, String sink, AuditMarks.Mark mark) {
        try {
            Optional<String> other = otherSink(nats, sink, tableOf(mark.content()));
            if (other.isPresent()) {
                return Optional.of("sink " + other.get() + " writes it, too, and was not audited");
            }
            boolean removed = nats.ask(
                    "to remove the mark of " + tableOf(mark.content()),
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

    private static SourceTable tableOf(AuditMark mark) {
        return new SourceTable(mark.getSource(), mark.getDatabase(), mark.getTable());
    }
}
