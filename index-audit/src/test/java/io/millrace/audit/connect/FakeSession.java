package io.millrace.audit.connect;

import io.millrace.audit.AuditListener;
import io.millrace.audit.Difference;
import io.millrace.audit.TableReport;
import io.millrace.audit.TableReport.Counts;
import io.millrace.audit.WalkPosition;
import io.millrace.audit.repair.RepairPlan;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.SourceTable;
import io.millrace.nats.AuditMark;
import io.millrace.nats.AuditMarks.Mark;
import io.millrace.pace.RateLimit;
import io.millrace.state.StateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A pipeline of tables that lack so many documents. */
final class FakeSession implements AuditSession, AuditSession.Sessions {
    static final int ROWS = 10;

    final Map<SourceTable, Integer> missing = new HashMap<>();
    final Map<SourceTable, Mark> marks = new HashMap<>();
    final List<SourceTable> audited = new ArrayList<>();
    final List<SourceTable> mended = new ArrayList<>();
    Optional<String> failure = Optional.empty();
    Optional<String> outage = Optional.empty();
    Optional<String> refusal = Optional.empty();
    final List<WalkPosition> begun = new ArrayList<>();
    Optional<WalkPosition> reached = Optional.empty();

    @Nullable
    SourceTable unavailable;

    String configuration = "a";
    boolean mendable = true;
    Runnable duringAudit = () -> {};
    int closed;

    FakeSession(SourceTable... tables) {
        for (SourceTable table : tables) {
            missing.put(table, 0);
        }
    }

    void mark(SourceTable table, long revision) {
        AuditMark content = AuditMark.newBuilder()
                .setSource(table.source())
                .setDatabase(table.database())
                .setTable(table.table())
                .build();
        marks.put(table, new Mark(content, revision));
    }

    @Override
    public AuditSession current() {
        outage.ifPresent(why -> {
            throw new StateException(why);
        });
        return this;
    }

    @Override
    public Set<SourceTable> tables() {
        return missing.keySet();
    }

    @Override
    public List<Mark> marks() {
        return List.copyOf(marks.values());
    }

    /** Compares revisions, as NATS does. */
    @Override
    public void remove(Mark mark) {
        marks.values().removeIf(each -> each.equals(mark));
    }

    @Override
    public String configuration() {
        return configuration;
    }

    @Override
    public TableReport audit(SourceTable table, WalkPosition from, RateLimit limit, AuditListener listener) {
        audited.add(table);
        begun.add(from);
        reached.ifPresent(listener::reached);
        listener.compared(table, ROWS);
        int lacking = missing.getOrDefault(table, 0);
        for (int i = 0; i < lacking; i++) {
            Row key = RowBuilder.of().int64("id", i).build();
            listener.found(new Difference.Missing(table, key, table.table(), i, 0, 0));
        }
        duringAudit.run();
        if (table.equals(unavailable)) {
            listener.unavailable(table);
        }
        Counts counts = new Counts(ROWS, ROWS - lacking, lacking, 0, 0, 0, 0);
        return new TableReport(table, table.table(), counts, List.of(), List.of(), List.of(), failure, Duration.ZERO);
    }

    @Override
    public void mend(SourceTable table, RepairPlan plan) {
        refusal.ifPresent(why -> {
            throw new StateException(why);
        });
        mended.add(table);
        if (mendable) {
            missing.put(table, 0);
        }
    }

    @Override
    public void close() {
        closed++;
    }

    /** The reports' and differences' JSON, by type. */
    static Map<String, Integer> count(List<String> records) {
        Map<String, Integer> counts = new TreeMap<>();
        records.forEach(
                each -> counts.merge(each.contains("\"type\":\"table\"") ? "table" : "difference", 1, Integer::sum));
        return counts;
    }
}
