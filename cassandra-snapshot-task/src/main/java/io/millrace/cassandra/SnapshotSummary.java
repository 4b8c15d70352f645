package io.millrace.cassandra;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cassandra.state.TableProgress;
import java.util.List;
import java.util.Locale;

/** The result of a run, for people and for programs. */
record SnapshotSummary(SnapshotOutcome outcome, SnapshotProgress.Sample run, List<TableResult> tables) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param progress the table's progress over all runs */
    record TableResult(CqlTableName name, TableProgress progress) {}

    String toText() {
        StringBuilder text = new StringBuilder();
        tables.forEach(table -> text.append(String.format(
                Locale.ROOT,
                "%-40s %,12d rows %,12.1f MB %6d rejected  %s%n",
                table.name(),
                table.progress().rows(),
                table.progress().bytes() / 1e6,
                table.progress().rejected(),
                table.progress().isComplete() ? "complete" : "incomplete")));
        text.append(String.format(
                Locale.ROOT,
                "%s: %,d rows in %s (%,.0f rows/s), %d of %d ranges",
                outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                run.rows(),
                time(run.seconds()),
                run.rowsPerSecond(),
                run.ranges(),
                run.plannedRanges()));
        return text.toString();
    }

    String toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
        json.put("exit_code", outcome.exitCode());
        json.put("rows", run.rows());
        json.put("rejected", run.rejected());
        json.put("bytes", run.bytes());
        json.put("ranges", run.ranges());
        json.put("planned_ranges", run.plannedRanges());
        json.put("seconds", run.seconds());
        json.put("rows_per_second", run.rowsPerSecond());
        ArrayNode array = json.putArray("tables");
        for (TableResult table : tables) {
            ObjectNode node = array.addObject();
            node.put("keyspace", table.name().keyspace());
            node.put("table", table.name().table());
            node.put("complete", table.progress().isComplete());
            node.put("rows", table.progress().rows());
            node.put("rejected", table.progress().rejected());
            node.put("bytes", table.progress().bytes());
        }
        return json.toString();
    }

    static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
