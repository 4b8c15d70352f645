package io.millrace.manticore.index;

import io.millrace.manticore.document.RowChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Counts what becomes of a batch, and where the time goes. */
final class Tally {
    private final List<RowChange.OfRow> news = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private final long start = System.nanoTime();
    private long bulkNanos;
    private int stale;

    void add(VersionGuard check) {
        news.addAll(check.news());
        rejections.addAll(check.rejections());
        stale += check.stale();
    }

    void stale() {
        stale++;
    }

    void refused(List<Rejection> refused) {
        if (!refused.isEmpty()) {
            rejections.addAll(refused);
            Set<RowChange> gone = Collections.newSetFromMap(new IdentityHashMap<>());
            refused.forEach(rejection -> gone.add(rejection.change()));
            news.removeIf(gone::contains);
        }
    }

    /** Time that was not the guard's. */
    void wroteSince(long nanoTime) {
        bulkNanos += System.nanoTime() - nanoTime;
    }

    /** @param changes how many there were */
    BatchResult outcome(int changes) {
        long all = System.nanoTime() - start;
        return new BatchResult(
                news,
                changes - stale - rejections.size(),
                stale,
                rejections,
                Duration.ofNanos(all - bulkNanos),
                Duration.ofNanos(bulkNanos));
    }
}
