package io.millrace.cassandra.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Murmur3 tokens above {@code start} up to and including {@code end}. No partition has the lowest token, {@link
 * Long#MIN_VALUE}, so {@link #RING} covers every partition.
 */
public record TokenRange(long start, long end) {
    public static final TokenRange RING = new TokenRange(Long.MIN_VALUE, Long.MAX_VALUE);

    /** @throws IllegalArgumentException for an empty range or one that wraps around */
    public TokenRange {
        if (start >= end) {
            throw new IllegalArgumentException("Not a token range: above " + start + " up to " + end);
        }
    }

    /** Cassandra's range from {@code start} to {@code end}, in two parts if it wraps around the ring. */
    public static List<TokenRange> unwrapped(long start, long end) {
        if (start < end) {
            return List.of(new TokenRange(start, end));
        }
        List<TokenRange> parts = new ArrayList<>();
        if (end > Long.MIN_VALUE) {
            parts.add(new TokenRange(Long.MIN_VALUE, end));
        }
        if (start < Long.MAX_VALUE) {
            parts.add(new TokenRange(start, Long.MAX_VALUE));
        }
        return parts;
    }

    /** The number of tokens in the range. */
    double width() {
        return unsigned(end - start);
    }

    Optional<TokenRange> intersection(TokenRange other) {
        long from = Math.max(start, other.start);
        long to = Math.min(end, other.end);
        return from < to ? Optional.of(new TokenRange(from, to)) : Optional.empty();
    }

    /** Splits the range into parts of almost equal width; into fewer if it has fewer tokens than that. */
    List<TokenRange> split(int parts) {
        long width = end - start;
        long each = Long.divideUnsigned(width, parts);
        long longer = Long.remainderUnsigned(width, parts);
        List<TokenRange> ranges = new ArrayList<>(parts);
        long from = start;
        for (int i = 0; i < parts; i++) {
            long to = from + each + (i < longer ? 1 : 0);
            if (to != from) {
                ranges.add(new TokenRange(from, to));
            }
            from = to;
        }
        return ranges;
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : (value >>> 1) * 2.0 + (value & 1);
    }
}
