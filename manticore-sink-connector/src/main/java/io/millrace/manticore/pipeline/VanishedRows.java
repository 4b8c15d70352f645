package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.index.WrittenRow;
import io.millrace.manticore.registry.TableStates;
import io.millrace.manticore.server.ManticoreProcess;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about rows of one partition that were written and are not there. They are written again, but not for ever: when
 * they vanish again and again under a server that was not restarted, somebody deletes them.
 */
final class VanishedRows {
    private static final Logger LOG = LoggerFactory.getLogger(VanishedRows.class);
    private static final int ATTEMPTS = 3;

    private final int partition;
    private final TableStates tables;
    private @Nullable ManticoreProcess server;
    private int attempts;

    VanishedRows(int partition, TableStates tables) {
        this.partition = partition;
        this.tables = tables;
    }

    /**
     * Returns when the batch may be acknowledged.
     *
     * @throws IndexUnavailableException when it must be written again
     */
    void requireNone(List<WrittenRow> missing, ManticoreProcess now) {
        if (missing.isEmpty()) {
            attempts = 0;
            return;
        }
        if (server == null || !server.isSame(now)) {
            attempts = 0;
        }
        server = now;
        Map<String, Long> count =
                missing.stream().collect(Collectors.groupingBy(WrittenRow::table, TreeMap::new, Collectors.counting()));
        if (attempts < ATTEMPTS) {
            attempts++;
            throw new IndexUnavailableException("Manticore accepted rows and does not have them now, or has older ones"
                    + " (number by table: " + count + "); they are written again");
        }
        count.forEach(this::giveUp);
    }

    private void giveUp(String table, long rows) {
        String what = rows + " rows of partition " + partition + " vanished from table " + table + " in Manticore "
                + (ATTEMPTS + 1) + " times after they were written, while the server was not restarted";
        LOG.warn("{}: something else deletes or overwrites them. Nothing waits for them any more", what);
        tables.markToBeAudited(table, what);
    }
}
