package io.millrace.manticore.index;

import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.server.ManticoreProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of a batch.
 *
 * @param accepted the newest change of each row that was written, without the row's older changes in the batch
 * @param applied changes that took effect, including those that newer ones of the batch superseded
 * @param stale changes that were dropped, because the index holds the same or something newer
 * @param expired rows of earlier batches that were removed, since they had expired
 * @param emptied tables that lack a row which was written before and not deleted
 * @param server the process that took it, which was there before the first request and gave way to no other URL
 * @param guardTime spent on finding out what is stale
 * @param bulkTime spent on writing
 */
public record BatchResult(
        List<RowChange.OfRow> accepted,
        int applied,
        int stale,
        List<Rejection> rejections,
        List<WrittenRow> expired,
        Set<String> emptied,
        ManticoreProcess server,
        Duration guardTime,
        Duration bulkTime) {

    public int replaced() {
        return (int)
                accepted.stream().filter(RowChange.Replace.class::isInstance).count();
    }

    /** The tables that rows were written to. */
    public Set<String> tables() {
        return accepted.stream().map(RowChange::table).collect(Collectors.toSet());
    }

    public int deleted() {
        return accepted.size() - replaced();
    }

    /** Without the contents of rows. */
    @Override
    public String toString() {
        return "%d applied (%d replaced, %d deleted), %d stale, %d refused, %d ms for the guard, %d ms to write"
                .formatted(
                        applied,
                        replaced(),
                        deleted(),
                        stale,
                        rejections.size(),
                        guardTime.toMillis(),
                        bulkTime.toMillis());
    }

    /** Collects the result while the batch is being written. */
    static final class Builder {
        private final List<RowChange.OfRow> accepted = new ArrayList<>();
        private final List<Rejection> rejections = new ArrayList<>();
        private final List<WrittenRow> expired = new ArrayList<>();
        private final Set<String> emptied = new HashSet<>();
        private final long start = System.nanoTime();
        private long bulkNanos;
        private final ManticoreProcess server;
        private int stale;

        Builder(ManticoreProcess server) {
            this.server = server;
        }

        void add(VersionGuard guard) {
            accepted.addAll(guard.accepted());
            rejections.addAll(guard.rejections());
            stale += guard.stale();
        }

        void addExpired(WrittenRow row) {
            expired.add(row);
        }

        void addEmptied(String table) {
            emptied.add(table);
        }

        void addStale() {
            stale++;
        }

        void addRefused(List<Rejection> refused) {
            if (!refused.isEmpty()) {
                rejections.addAll(refused);
                Set<RowChange> gone = Collections.newSetFromMap(new IdentityHashMap<>());
                refused.forEach(rejection -> gone.add(rejection.change()));
                accepted.removeIf(gone::contains);
            }
        }

        /** The time since then was spent on writing. */
        void wroteSince(long nanoTime) {
            bulkNanos += System.nanoTime() - nanoTime;
        }

        /** @param changes how many there were */
        BatchResult build(int changes) {
            long all = System.nanoTime() - start;
            return new BatchResult(
                    accepted,
                    changes - stale - rejections.size(),
                    stale,
                    rejections,
                    expired,
                    emptied,
                    server,
                    Duration.ofNanos(all - bulkNanos),
                    Duration.ofNanos(bulkNanos));
        }
    }
}
