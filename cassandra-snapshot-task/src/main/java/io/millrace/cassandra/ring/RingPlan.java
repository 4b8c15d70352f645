package io.millrace.cassandra.ring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The token ranges of one table that are still to be read. They are split at the boundaries of the cluster's ranges, so that
 * one set of replicas owns each, then by estimated size so that re-reading one after a crash is cheap, or evenly where there
 * are no estimates. Together with the ranges already read they are proven to cover each token of the ring exactly once.
 */
public final class RingPlan {
    /** More pieces than this mean that the estimates are wrong, or that the pieces are too small to be worth it. */
    private static final int MAX_PIECES = 10_000;

    private final List<PlannedRange> plannedRanges;

    private RingPlan(List<PlannedRange> plannedRanges) {
        this.plannedRanges = plannedRanges;
    }

    /** @param partitions the estimated number of partitions in the range; 0 when unknown */
    public record PlannedRange(TokenRange range, double partitions) {}

    /**
     * How finely to split the ring.
     *
     * @param bytes the estimated size of one range
     * @param atLeast the minimum number of ranges for the whole ring, because estimates miss recent writes
     */
    public record Granularity(long bytes, int atLeast) {}

    /**
     * @param cluster the ranges of the cluster's nodes
     * @param done the tokens already read
     * @throws IllegalStateException when the cluster's ranges do not cover the ring exactly once
     */
    public static RingPlan of(
            List<TokenRange> cluster, TokenSet done, SizeEstimates estimates, Granularity granularity) {
        requireExactCover(cluster, new TokenSet());
        List<PlannedRange> planned = new ArrayList<>();
        for (TokenRange missing : done.missing()) {
            for (TokenRange owned : cluster) {
                missing.intersection(owned).ifPresent(range -> planned.addAll(split(range, estimates, granularity)));
            }
        }
        planned.sort(Comparator.comparing(each -> each.range().start()));
        requireExactCover(planned.stream().map(PlannedRange::range).toList(), done);
        return new RingPlan(planned);
    }

    /** The ranges in ring order. */
    public List<PlannedRange> plannedRanges() {
        return plannedRanges;
    }

    private static List<PlannedRange> split(TokenRange range, SizeEstimates estimates, Granularity granularity) {
        double bySize = Math.ceil(estimates.in(range).bytes() / granularity.bytes());
        double evenly = Math.ceil(granularity.atLeast() * range.width() / TokenRange.RING.width());
        int pieces = (int) Math.min(MAX_PIECES, Math.max(1, Math.max(bySize, evenly)));
        return range.split(pieces).stream()
                .map(piece -> new PlannedRange(piece, estimates.in(piece).partitions()))
                .toList();
    }

    /** Checks that the ranges cover every token that is not done, each once. */
    private static void requireExactCover(List<TokenRange> ranges, TokenSet done) {
        TokenSet all = new TokenSet();
        try {
            done.ranges().forEach(all::add);
            ranges.forEach(all::add);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("The token ranges to read overlap: " + e.getMessage(), e);
        }
        if (!all.isWholeRing()) {
            throw new IllegalStateException("The token ranges to read leave out " + all.missing());
        }
    }
}
