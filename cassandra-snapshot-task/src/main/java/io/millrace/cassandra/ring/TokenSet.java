package io.millrace.cassandra.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A set of tokens, kept as the fewest ranges that cover them. Not thread-safe. */
public final class TokenSet {
    private final NavigableMap<Long, Long> endByStart = new TreeMap<>();

    /**
     * Adds a range.
     *
     * @throws IllegalArgumentException when the set already contains some of its tokens; the set is left unchanged
     */
    public void add(TokenRange range) {
        Map.Entry<Long, Long> before = endByStart.floorEntry(range.start());
        Map.Entry<Long, Long> after = endByStart.ceilingEntry(range.start());
        requireApart(range, before);
        requireApart(range, after);
        long start = range.start();
        long end = range.end();
        if (before != null && before.getValue() == start) {
            start = before.getKey();
        }
        if (after != null && after.getKey() == end) {
            end = after.getValue();
            endByStart.remove(after.getKey());
        }
        endByStart.put(start, end);
    }

    public boolean isWholeRing() {
        return endByStart.size() == 1 && ranges().get(0).equals(TokenRange.RING);
    }

    /** The ranges in ring order. */
    public List<TokenRange> ranges() {
        return endByStart.entrySet().stream()
                .map(entry -> new TokenRange(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The ranges that cover all other tokens, in ring order. */
    public List<TokenRange> missing() {
        List<TokenRange> missing = new ArrayList<>();
        long from = Long.MIN_VALUE;
        for (TokenRange range : ranges()) {
            if (range.start() > from) {
                missing.add(new TokenRange(from, range.start()));
            }
            from = range.end();
        }
        if (from < Long.MAX_VALUE) {
            missing.add(new TokenRange(from, Long.MAX_VALUE));
        }
        return missing;
    }

    private static void requireApart(TokenRange range, Map.@Nullable Entry<Long, Long> other) {
        if (other != null) {
            TokenRange existing = new TokenRange(other.getKey(), other.getValue());
            range.intersection(existing).ifPresent(both -> {
                throw new IllegalArgumentException("Both " + range + " and " + existing + " contain " + both);
            });
        }
    }
}
