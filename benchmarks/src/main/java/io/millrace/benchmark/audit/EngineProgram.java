package io.millrace.benchmark.audit;

import io.millrace.audit.AuditListener;
import io.millrace.audit.AuditedIndex;
import io.millrace.audit.AuditedTable;
import io.millrace.audit.TableAudit;
import io.millrace.audit.TableReport;
import io.millrace.audit.source.SourceRows;
import io.millrace.local.MySqlAddress;
import io.millrace.manticore.mapping.DocumentMapper;
import io.millrace.manticore.mapping.EveryTable;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.pace.RateLimit;
import java.util.List;

/** Audits one table as {@code ./millrace audit} does, in its own JVM, from the first request on. */
final class EngineProgram {
    private EngineProgram() {}

    /** @param arguments MySQL, Manticore, table, rows per second or 0 */
    public static void main(String[] arguments) throws Exception {
        NarrowTable table = new NarrowTable(MySqlAddress.parse(arguments[0]), arguments[1], arguments[2]);
        RateLimit limit = new RateLimit(Long.parseLong(arguments[3]));
        System.out.println(Timing.measure(() -> audit(table, limit)).line());
    }

    private static long audit(NarrowTable table, RateLimit limit) throws Exception {
        try (ManticoreClient client = table.client();
                SourceRows rows = table.rows()) {
            AuditedIndex index = AuditedIndex.of(client);
            DocumentMapper mapper =
                    new DocumentMapper(rows.table(), NarrowTable.rules(), index.catalog(), new EveryTable());
            AuditedTable audited = new AuditedTable(rows, mapper, List.of());
            TableReport report = new TableAudit(audited, index, unchanged -> {}, limit, new AuditListener() {}).run();
            if (!report.isEqual()) {
                throw new IllegalStateException("The table is not equal to its index: " + report);
            }
            return report.counts().rows();
        }
    }
}
