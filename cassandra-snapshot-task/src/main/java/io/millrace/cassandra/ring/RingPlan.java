package io.millrace.cassandra.ring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is left to read of one table, in ranges of a size that can be read again without regret: cut at the borders of the
 * cluster's ranges, so that one replica set holds each, and further by the estimated sizes; evenly where there are none.
 * Proven: with what is done already, the ranges hold each token of the ring exactly once.
 */
public final class RingPlan {
    /** Beyond it, estimates are wrong or the ranges too small to pay. */
    private static final int MAX_PARTS = 10_000;

    private final List<Part> parts;

    private RingPlan(List<Part> parts) {
        this.parts = parts;
    }

    /** @param partitions how many partitions it is estimated to hold; 0 when nobody knows */
    public record Part(TokenRange range, double partitions) {}

    /**
     * How fine to cut.
     *
     * @param bytes that a range shall hold by the estimates
     * @param atLeast into how many ranges the whole ring is cut at the least, since estimates leave out what is new
     */
    public record Grain(long bytes, int atLeast) {}

    /**
     * @param cluster the ranges of the cluster's nodes
     * @param done what needs no reading
     * @throws IllegalStateException when the cluster's ranges do not cover the ring exactly once
     */
    public static RingPlan of(List<TokenRange> cluster, TokenSet done, SizeEstimates estimates, Grain grain) {
        prove(cluster, new TokenSet());
        List<Part> parts = new ArrayList<>();
        for (TokenRange missing : done.missing()) {
            for (TokenRange owned : cluster) {
                missing.intersection(owned).ifPresent(range -> cut(range, estimates, grain, parts));
            }
        }
        parts.sort(Comparator.comparing(part -> part.range().start()));
        prove(parts.stream().map(Part::range).toList(), done);
        return new RingPlan(parts);
    }

    public List<Part> parts() {
        return parts;
    }

    private static void cut(TokenRange range, SizeEstimates estimates, Grain grain, List<Part> parts) {
        double bySize = Math.ceil(estimates.in(range).bytes() / grain.bytes());
        double evenly = Math.ceil(grain.atLeast() * range.width() / TokenRange.RING.width());
        int count = (int) Math.min(MAX_PARTS, Math.max(1, Math.max(bySize, evenly)));
        for (TokenRange part : range.split(count)) {
            parts.add(new Part(part, estimates.in(part).partitions()));
        }
    }

    /** That the ranges hold every token that is not done, and each once. */
    private static void prove(List<TokenRange> ranges, TokenSet done) {
        TokenSet all = new TokenSet();
        try {
            done.ranges().forEach(all::add);
            ranges.forEach(all::add);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("The ranges to read are not each other's complement: " + e.getMessage(), e);
        }
        if (!all.isWholeRing()) {
            throw new IllegalStateException("The ranges to read leave out " + all.missing());
        }
    }
}
