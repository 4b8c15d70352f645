package io.millrace.command.rebuild;

import io.millrace.event.SourceTable;
import io.millrace.manticore.index.TableSwitch;
import io.millrace.manticore.rebuild.RebuildException;
import io.millrace.nats.Rebuild;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.MySqlSource;
import java.time.Duration;

/** Compares the numbers of rows, again and again, since both change. */
final class RowCounts implements PipelineSteps.ShadowAudit {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final MySqlSources sources;
    private final TableSwitch manticore;

    RowCounts(MySqlSources sources, TableSwitch manticore) {
        this.sources = sources;
        this.manticore = manticore;
    }

    @Override
    public void requireEqual(SourceTable table, Rebuild rebuild) throws Exception {
        MySqlSource mysql = sources.mysql();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long rows = mysql.rows(new DatabaseTable(table.database(), table.table()));
            long documents = manticore.documents(rebuild.getShadow());
            if (rows == documents) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new RebuildException(table + " has " + rows + " rows, and table " + rebuild.getShadow() + " has "
                        + documents + ": look for dead letters, and run this again, or end the rebuild with --abort");
            }
            Thread.sleep(INTERVAL.toMillis());
        }
    }
}
