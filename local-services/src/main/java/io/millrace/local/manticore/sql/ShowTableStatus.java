package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Rows;
import io.millrace.local.manticore.storage.Table;
import java.util.ArrayList;
import java.util.List;

/** The figures of a table. Those of what the stand-in does not have, or does not count, are as of a new table. */
record ShowTableStatus(String table, LikePattern pattern) implements Statement {
    private static final String NO_QUERIES =
            "{\"queries\":0, \"avg\":\"-\", \"min\":\"-\", \"max\":\"-\", \"pct95\":\"-\", \"pct99\":\"-\"}";
    private static final List<String> SPANS = List.of("1min", "5min", "15min", "total");
    private static final List<String> COMMANDS = List.of(
            "search",
            "excerpt",
            "update",
            "keywords",
            "status",
            "delete",
            "insert",
            "replace",
            "commit",
            "suggest",
            "callpq",
            "getfield",
            "shard_write",
            "optimize");

    @Override
    public Answer execute(Database database) throws SqlException {
        Table shown = database.table(table, "SHOW TABLE STATUS requires an existing table");
        List<List<String>> rows = new ArrayList<>();
        shown.read(all -> {
            addSizes(all, rows);
            return rows;
        });
        addStatistics(rows);
        rows.removeIf(row -> !pattern.matches(row.get(0)));
        return new Listing(List.of("Variable_name", "Value"), rows);
    }

    private static void addSizes(Rows all, List<List<String>> rows) {
        rows.add(List.of("table_type", "rt"));
        add(rows, "indexed_documents", all.documents());
        add(rows, "indexed_bytes", all.liveBytes());
        add(rows, "ram_bytes", all.liveBytes());
        add(rows, "disk_bytes", all.logBytes());
        for (String kind : List.of("", "_cached", "_doclists", "_cached_doclists", "_hitlists", "_cached_hitlists")) {
            add(rows, "disk_mapped" + kind, 0);
        }
        add(rows, "killed_documents", 0);
        rows.add(List.of("killed_rate", "0.00%"));
        add(rows, "ram_chunk", all.liveBytes());
        add(rows, "ram_chunk_segments_count", all.documents() == 0 ? 0 : 1);
        add(rows, "disk_chunks", 0);
        add(rows, "mem_limit", 128 << 20);
        rows.add(List.of("mem_limit_rate", "33.33%"));
        for (String counter : List.of("ram_bytes_retired", "optimizing", "locked", "tid", "tid_saved")) {
            add(rows, counter, 0);
        }
    }

    private static void addStatistics(List<List<String>> rows) {
        for (String statistic : List.of("query_time_", "found_rows_")) {
            SPANS.forEach(span -> rows.add(List.of(statistic + span, NO_QUERIES)));
        }
        COMMANDS.forEach(command -> add(rows, "command_" + command, command.equals("status") ? 1 : 0));
        for (String statistic : List.of("insert_replace", "search", "update")) {
            for (String measure : List.of("avg", "min", "max", "pct95", "pct99")) {
                rows.add(List.of(statistic + "_stats_ms_" + measure, "N/A N/A N/A"));
            }
        }
    }

    private static void add(List<List<String>> rows, String name, long value) {
        rows.add(List.of(name, Long.toString(value)));
    }
}
