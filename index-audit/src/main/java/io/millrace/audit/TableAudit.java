package io.millrace.audit;

import io.debezium.connector.mysql.jdbc.MySqlConnection;
import io.millrace.audit.index.IndexTable;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.pace.RateLimit;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares a source table with its index table, row by row and column by column, both ways, while both may change. Nothing
 * is locked, and nothing that is still on its way is reported. For one thread.
 */
public final class TableAudit {
    /** How often the index table may get further columns meanwhile. */
    private static final int ATTEMPTS = 3;

    private final AuditedTable audited;
    private final AuditedIndex index;
    private final CommittedChanges committed;
    private final AuditListener listener;
    private final Pace pace;
    private final RowMapping mapping;
    private final List<String> notes = new ArrayList<>();
    private List<String> unread = List.of();
    private final List<String> differences = new ArrayList<>();
    private final AuditFindings findings;

    /** @param limit how many rows are read per second, together with other audits that share it */
    public TableAudit(
            AuditedTable audited,
            AuditedIndex index,
            CommittedChanges committed,
            RateLimit limit,
            AuditListener listener) {
        this.audited = audited;
        this.index = index;
        this.committed = committed;
        this.listener = listener;
        this.pace = new Pace(limit, listener);
        this.mapping = new RowMapping(audited.mapper(), Clock.systemUTC());
        this.findings = new AuditFindings(listener);
    }

    /** Walks the table once, from its beginning. */
    public TableReport run() throws InterruptedException {
        return run(WalkPosition.START);
    }

    /**
     * Walks the table once, or what is left of it. A table that cannot be compared is a report with a failure, not an
     * exception.
     *
     * @param from where an earlier audit of the same table, by the same mapping, has been; if the table has got another key
     *     since, it is walked from its beginning
     */
    public TableReport run(WalkPosition from) throws InterruptedException {
        long start = System.nanoTime();
        Optional<String> failure = Optional.empty();
        try {
            compare(from);
        } catch (SQLException | RuntimeException e) {
            failure = Optional.of(reason(e));
            if (isUnavailable(e)) {
                listener.unavailable(audited.table());
            }
        }
        note();
        TableReport report = new TableReport(
                audited.table(),
                audited.indexTable(),
                findings.counts(),
                differences,
                notes,
                unread,
                failure,
                Duration.ofNanos(System.nanoTime() - start));
        listener.finished(report);
        return report;
    }

    /** Whether a server does not answer, so that another attempt may end in another way. */
    static boolean isUnavailable(Exception e) {
        return e instanceof IndexUnavailableException
                || e instanceof NatsUnavailableException
                || e instanceof SQLException sql && MySqlConnection.isNetworkError(sql);
    }

    /** What a report says of an exception. */
    static String reason(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void compare(WalkPosition from) throws SQLException, InterruptedException {
        boolean resumes = !from.equals(WalkPosition.START) && audited.rows().isPosition(from.row());
        WalkPosition start = resumes ? from : WalkPosition.START;
        for (int attempt = 1; ; attempt++) {
            Optional<TableSchema> schema = audited.mapper().live();
            if (schema.isEmpty()) {
                schema = awaitTable();
            }
            if (schema.isEmpty()) {
                return;
            }
            IndexTable table = IndexTable.open(index.client(), schema.get());
            findings.startAt(start);
            walk(table, start);
            Set<String> missing = audited.mapper().missingColumns(schema.get());
            if (missing.isEmpty()) {
                return;
            }
            committed.await(audited.table());
            TableSchema now = audited.mapper().live().orElse(schema.get());
            if (attempt == ATTEMPTS || !audited.mapper().missingColumns(now).isEmpty()) {
                audited.mapper()
                        .missingColumns(now)
                        .forEach(column -> differences.add("Table " + audited.indexTable()
                                + " in Manticore has no column " + column
                                + ", which rows of the source have; a change of any of them adds it"));
                return;
            }
            // The sink has added them meanwhile, and rows were compared without them.
            start = WalkPosition.START;
            notes.clear();
        }
    }

    private void walk(IndexTable table, WalkPosition start) throws SQLException, InterruptedException {
        Confirmation confirmation = new Confirmation(audited, mapping, table, index.deleted(), committed, findings);
        new TableWalk(audited, table, mapping, confirmation, findings, pace, listener).run(start);
        unread = List.copyOf(table.unreadable());
        if (!unread.isEmpty()) {
            notes.add("Not compared, since Manticore does not store their text: columns " + String.join(", ", unread));
        }
        Set<String> unwritten = new TreeSet<>(table.schema().columns().keySet());
        unwritten.removeAll(audited.mapper().writtenColumns());
        unwritten.removeAll(table.unreadable());
        unwritten.remove(TableSchema.EVENT_ID);
        unwritten.remove(TableSchema.ROW_KEY);
        if (!unwritten.isEmpty() && !audited.mapper().writtenColumns().isEmpty()) {
            notes.add("Not compared, since rows of the source do not have them, or the mapping excludes them: columns "
                    + String.join(", ", unwritten));
        }
    }

    /** A table is created when its first row arrives; if rows are there and it is not, that is a difference. */
    private Optional<TableSchema> awaitTable() throws SQLException, InterruptedException {
        boolean rows = hasDocuments();
        committed.await(audited.table());
        Optional<TableSchema> schema = audited.mapper().live();
        if (schema.isEmpty() && rows && hasDocuments()) {
            differences.add("Table " + audited.indexTable() + " does not exist in Manticore, and source table "
                    + audited.table() + " has rows");
        }
        return schema;
    }

    /** Whether the table has a row that is no dead letter. */
    private boolean hasDocuments() throws SQLException {
        audited.rows().seek("");
        while (true) {
            var events = audited.rows().next(Integer.MAX_VALUE);
            if (events.isEmpty()) {
                return false;
            }
            if (mapping.map(events).stream().anyMatch(row -> row.document().isPresent())) {
                return true;
            }
        }
    }

    private void note() {
        if (findings.counts().deadLetters() > 0) {
            notes.add(findings.counts().deadLetters()
                    + " rows are dead letters, and not compared"
                    + mapping.reason()
                            .map(reason -> "; the last of them: " + reason)
                            .orElse(""));
        }
        if (findings.counts().unsettled() > 0) {
            notes.add(findings.counts().unsettled()
                    + " rows changed whenever they were compared, so that nothing is known of them: "
                    + String.join(", ", findings.unsettledKeys())
                    + "; audit the table again when it is quieter");
        }
    }
}
