package io.millrace.cassandra.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RingPlanTest {
    private static final long MIN = Long.MIN_VALUE;
    private static final long MAX = Long.MAX_VALUE;
    private static final RingPlan.Granularity COARSE = new RingPlan.Granularity(Long.MAX_VALUE, 1);
    private static final SizeEstimates UNKNOWN = new SizeEstimates(List.of());

    static List<long[]> topologies() {
        return List.of(
                new long[] {0},
                new long[] {MIN},
                new long[] {MAX},
                new long[] {MIN, MAX},
                new long[] {MIN + 1, 0},
                new long[] {-3074457345618258603L, 3074457345618258602L, MAX},
                new Random(7).longs(256 * 3).toArray());
    }

    @ParameterizedTest
    @MethodSource("topologies")
    void everyTopologyIsCoveredOnce(long[] tokens) {
        RingPlan plan = RingPlan.of(clusterOf(tokens), new TokenSet(), UNKNOWN, new RingPlan.Granularity(1, 16));

        assertCovers(plan, new TokenSet());
        assertThat(plan.plannedRanges()).hasSizeGreaterThanOrEqualTo(16);
    }

    @ParameterizedTest
    @MethodSource("topologies")
    void everyTokenIsInOneRange(long[] tokens) {
        RingPlan plan = RingPlan.of(clusterOf(tokens), new TokenSet(), UNKNOWN, COARSE);

        LongStream.concat(LongStream.of(MIN + 1, -1, 0, 1, MAX), new Random(8).longs(1000))
                .filter(token -> token != MIN)
                .forEach(token -> assertThat(plan.plannedRanges().stream()
                                .map(RingPlan.PlannedRange::range)
                                .filter(range -> range.start() < token && token <= range.end()))
                        .hasSize(1));
    }

    @Test
    void rangesEndAtTheBoundariesOfTheClustersRanges() {
        RingPlan plan = RingPlan.of(clusterOf(-100, 100), new TokenSet(), UNKNOWN, COARSE);

        assertThat(plan.plannedRanges().stream().map(RingPlan.PlannedRange::range))
                .containsExactly(new TokenRange(MIN, -100), new TokenRange(-100, 100), new TokenRange(100, MAX));
    }

    @Test
    void whatIsDoneIsNotReadAgain() {
        TokenSet done = new TokenSet();
        done.add(new TokenRange(-50, 50));
        done.add(new TokenRange(100, MAX));

        RingPlan plan = RingPlan.of(clusterOf(0, 100), done, UNKNOWN, COARSE);

        assertThat(plan.plannedRanges().stream().map(RingPlan.PlannedRange::range))
                .containsExactly(new TokenRange(MIN, -50), new TokenRange(50, 100));
    }

    @Test
    void largeRangesAreSplitByTheirEstimatedSize() {
        SizeEstimates estimates = new SizeEstimates(List.of(
                new SizeEstimate(new TokenRange(MIN, 0), 1000, 5_000),
                new SizeEstimate(new TokenRange(0, MAX), 10, 100)));

        RingPlan plan = RingPlan.of(clusterOf(0), new TokenSet(), estimates, new RingPlan.Granularity(1_000, 1));

        assertThat(plan.plannedRanges().stream().filter(part -> part.range().end() <= 0))
                .hasSize(5);
        assertThat(plan.plannedRanges().stream().filter(part -> part.range().start() >= 0))
                .hasSize(1);
        assertThat(plan.plannedRanges().stream()
                        .mapToDouble(RingPlan.PlannedRange::partitions)
                        .sum())
                .isBetween(1009.9, 1010.1);
    }

    @Test
    void aHoleInTheEstimatesIsFilledWithTheAverage() {
        SizeEstimates half = new SizeEstimates(List.of(new SizeEstimate(new TokenRange(MIN, 0), 1000, 5_000)));

        RingPlan plan = RingPlan.of(clusterOf(0), new TokenSet(), half, new RingPlan.Granularity(1_000, 1));

        assertThat(plan.plannedRanges().stream().filter(part -> part.range().start() >= 0))
                .hasSize(5);
    }

    @Test
    void estimatesOfAnEarlierTopologyStillWork() {
        SizeEstimates stale = new SizeEstimates(List.of(
                new SizeEstimate(new TokenRange(MIN, -7), 100, 1_000),
                new SizeEstimate(new TokenRange(-7, MAX), 100, 1_000)));

        RingPlan plan = RingPlan.of(clusterOf(-99, 0, 99), new TokenSet(), stale, new RingPlan.Granularity(500, 1));

        assertCovers(plan, new TokenSet());
        assertThat(plan.plannedRanges().stream()
                        .mapToDouble(RingPlan.PlannedRange::partitions)
                        .sum())
                .isBetween(199.9, 200.1);
    }

    @Test
    void aHoleInTheClustersRangesIsRefused() {
        List<TokenRange> hole = List.of(new TokenRange(MIN, 0), new TokenRange(1, MAX));

        assertThatThrownBy(() -> RingPlan.of(hole, new TokenSet(), UNKNOWN, COARSE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("leave out");
    }

    @Test
    void anOverlapInTheClustersRangesIsRefused() {
        List<TokenRange> overlap = List.of(new TokenRange(MIN, 1), new TokenRange(0, MAX));

        assertThatThrownBy(() -> RingPlan.of(overlap, new TokenSet(), UNKNOWN, COARSE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Both");
    }

    @Test
    void anyRingWithAnyProgressAndAnyEstimatesIsCoveredOnce() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            long[] tokens = random.longs(1 + random.nextInt(40)).toArray();
            List<TokenRange> cluster = clusterOf(tokens);
            TokenSet done = new TokenSet();
            RingPlan.Granularity grain = new RingPlan.Granularity(1 + random.nextInt(1000), 1 + random.nextInt(100));
            List<SizeEstimate> estimates = clusterOf(
                            random.longs(1 + random.nextInt(10)).toArray())
                    .stream()
                    .filter(range -> random.nextBoolean())
                    .map(range -> new SizeEstimate(range, random.nextInt(1000), random.nextInt(100_000)))
                    .toList();
            for (int run = 0; run < 3; run++) {
                RingPlan plan = RingPlan.of(cluster, done, new SizeEstimates(estimates), grain);
                assertThat(plan).as("seed %d", seed).satisfies(each -> assertCovers(each, done));
                plan.plannedRanges().stream()
                        .filter(part -> random.nextInt(3) == 0)
                        .forEach(part -> done.add(part.range()));
            }
        }
    }

    private static void assertCovers(RingPlan plan, TokenSet done) {
        List<TokenRange> all = new ArrayList<>(done.ranges());
        plan.plannedRanges().forEach(part -> all.add(part.range()));
        all.sort(java.util.Comparator.comparing(TokenRange::start));
        long next = MIN;
        for (TokenRange range : all) {
            assertThat(range.start()).isEqualTo(next);
            next = range.end();
        }
        assertThat(next).isEqualTo(MAX);
    }

    /** The ranges of nodes with these tokens, as the driver reports them: each starts at the token before, the first at the last. */
    private static List<TokenRange> clusterOf(long... tokens) {
        List<Long> sorted =
                new ArrayList<>(new TreeSet<>(LongStream.of(tokens).boxed().toList()));
        List<TokenRange> ranges = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            long before = sorted.get((i + sorted.size() - 1) % sorted.size());
            ranges.addAll(TokenRange.unwrapped(before, sorted.get(i)));
        }
        return ranges;
    }
}
