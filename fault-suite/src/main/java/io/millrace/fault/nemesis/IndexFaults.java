package io.millrace.fault.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.comparison.ManticoreReader;
import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.fault.workload.Workload;
import io.millrace.local.ManticoreHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What people do to a table in Manticore behind the sink's back. Nothing but an audit with repair puts that right, so all of it
 * happens to one table, which is repaired before anything is compared.
 */
final class IndexFaults {
    private static final String TABLE = Workload.HARMED_TABLE;
    private static final String VICTIM = "index-table";
    private static final long AGAIN_AFTER_MS = 200;
    private static final int ROWS = 20;

    private IndexFaults() {}

    static List<FaultKind> all() {
        return List.of(
                kind("drop-index-table", manticore -> sql(manticore, "DROP TABLE IF EXISTS " + TABLE)),
                kind("empty-index-table", manticore -> sql(manticore, "DELETE FROM " + TABLE + " WHERE id > 0")),
                kind("change-index-rows", IndexFaults::changeRows));
    }

    /** Whether a kind of fault is one of these. */
    static boolean contains(FaultKind kind) {
        return kind.victim().equals(VICTIM);
    }

    private interface Work {
        void in(ManticoreHttp manticore) throws IOException;
    }

    private static FaultKind kind(String name, Work work) {
        return new FaultKind(name, VICTIM, pipeline -> new Fault() {
            @Override
            public void begin() throws Exception {
                untilDone(pipeline, work);
            }

            @Override
            public void end() {
                // It is up to the audit to undo it.
            }
        });
    }

    /** Manticore may be down at this moment, its disk full, and the table not there. */
    private static void untilDone(TestedPipeline pipeline, Work work) throws Exception {
        ManticoreHttp manticore = new ManticoreHttp(pipeline.manticoreUrl());
        Instant deadline = Instant.now().plus(TestedPipeline.PATIENCE);
        while (true) {
            try {
                work.in(manticore);
                return;
            } catch (IOException | UncheckedIOException | IllegalStateException e) {
                if (Instant.now().isAfter(deadline)) {
                    throw e;
                }
            } catch (ManticoreReader.NoSuchTable e) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER_MS);
        }
    }

    private static void sql(ManticoreHttp manticore, String statement) {
        new ManticoreReader(manticore.toString()).sql(statement);
    }

    /** Deletes every second of some rows, and gives the others another title, in the version that they have. */
    private static void changeRows(ManticoreHttp manticore) throws IOException {
        JsonNode rows = new ManticoreReader(manticore.toString())
                .sql("SELECT id, event_id FROM " + TABLE + " WHERE id > 0 ORDER BY id ASC LIMIT " + ROWS)
                .path("data");
        StringBuilder lines = new StringBuilder();
        boolean delete = false;
        for (JsonNode row : rows) {
            String line = delete
                    ? "{\"delete\":{\"table\":\"%s\",\"id\":%s}}\n"
                    : "{\"replace\":{\"table\":\"%s\",\"id\":%s,\"doc\":{\"title\":\"by hand\",\"event_id\":%s}}}\n";
            lines.append(line.formatted(
                    TABLE, row.path("id").asText(), row.path("event_id").asText()));
            delete = !delete;
        }
        if (lines.length() > 0) {
            ManticoreHttp.Answer answer = manticore.post("/bulk", "application/x-ndjson", lines.toString());
            if (answer.status() != 200) {
                throw new IOException("Manticore answered " + answer.body());
            }
        }
    }
}
