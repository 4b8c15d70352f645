package io.millrace.manticore.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.StatementRefusedException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pauses writing while Manticore falls behind with merging. Not thread-safe. */
public final class Backpressure {
    /** Only a write makes Manticore save a full RAM chunk, so waiting for that must end. */
    private static final int CHECKS_FOR_RAM = 12;

    private static final Logger LOG = LoggerFactory.getLogger(Backpressure.class);

    private final ManticoreClient client;
    private final long maxDiskChunks;
    private final Duration checkInterval;
    private long nextCheck = System.nanoTime();

    /** @param maxDiskChunks of a table; 0 for no limit */
    public Backpressure(ManticoreClient client, long maxDiskChunks, Duration checkInterval) {
        this.client = client;
        this.maxDiskChunks = maxDiskChunks;
        this.checkInterval = checkInterval;
    }

    /**
     * Returns when all these tables can take more.
     *
     * @throws IndexUnavailableException when Manticore does not answer
     */
    public void await(Collection<String> tables) throws InterruptedException {
        if (maxDiskChunks == 0 || System.nanoTime() - nextCheck < 0) {
            return;
        }
        Optional<String> load = load(tables, true);
        if (load.isPresent()) {
            LOG.warn("Writing paused: {}", load.get());
            for (int check = 1; load.isPresent(); check++) {
                TimeUnit.NANOSECONDS.sleep(checkInterval.toNanos());
                load = load(tables, check < CHECKS_FOR_RAM);
            }
            LOG.info("Writing resumed");
        }
        nextCheck = System.nanoTime() + checkInterval.toNanos();
    }

    private Optional<String> load(Collection<String> tables, boolean ram) {
        for (String table : tables) {
            Map<String, Long> status = status(table);
            long chunks = status.getOrDefault("disk_chunks", 0L);
            if (chunks > maxDiskChunks) {
                return Optional.of("table " + table + " has " + chunks + " disk chunks, and "
                        + maxDiskChunks
                        + " is the limit; enable auto_optimize or merge them with OPTIMIZE TABLE, or raise"
                        + " backpressure.disk.chunks");
            }
            long chunk = status.getOrDefault("ram_chunk", 0L);
            if (ram && chunk > status.getOrDefault("mem_limit", Long.MAX_VALUE)) {
                return Optional.of("the RAM chunk of table " + table + " has " + chunk
                        + " bytes, more than its rt_mem_limit; it is being saved");
            }
        }
        return Optional.empty();
    }

    private Map<String, Long> status(String table) {
        Map<String, Long> status = new HashMap<>();
        try {
            for (JsonNode row : client.sql("SHOW TABLE " + table + " STATUS").path("data")) {
                status.put(row.path("Variable_name").asText(), row.path("Value").asLong());
            }
        } catch (StatementRefusedException e) {
            // The table was dropped, which the write itself will find out.
        }
        return status;
    }
}
