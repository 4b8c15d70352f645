package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.session.ProgrammaticArguments;
import com.datastax.oss.driver.internal.core.context.DefaultDriverContext;
import com.datastax.oss.driver.internal.core.context.InternalDriverContext;
import com.datastax.oss.driver.internal.core.metadata.DefaultEndPoint;
import com.datastax.oss.driver.internal.core.metadata.DefaultNode;
import com.datastax.oss.driver.internal.core.metadata.schema.DefaultKeyspaceMetadata;
import com.datastax.oss.driver.internal.core.metadata.token.DefaultReplicationStrategyFactory;
import com.datastax.oss.driver.internal.core.metadata.token.DefaultTokenMap;
import com.datastax.oss.driver.internal.core.metadata.token.Murmur3TokenFactory;
import com.datastax.oss.driver.internal.core.metadata.token.RandomTokenFactory;
import com.datastax.oss.driver.internal.core.metadata.token.TokenFactory;
import io.millrace.cassandra.ring.RingPlan;
import io.millrace.cassandra.ring.SizeEstimates;
import io.millrace.cassandra.ring.TokenRange;
import io.millrace.cassandra.ring.TokenSet;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Uses the driver's own metadata classes for clusters larger than any that a test can start. */
class ClusterRingTest {
    private static final long MIN = Long.MIN_VALUE;
    private static final long MAX = Long.MAX_VALUE;
    private static final CqlIdentifier KEYSPACE = CqlIdentifier.fromInternal("catalogue");
    private static final InternalDriverContext CONTEXT = new DefaultDriverContext(
            DriverConfigLoader.programmaticBuilder().build(),
            ProgrammaticArguments.builder().build());

    /** @param nodes the tokens of each node; nodes alternate between the data centres if there are two */
    record Topology(String name, Map<String, String> replication, List<long[]> nodes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Topology> topologies() {
        Random random = new Random(11);
        long third = Long.divideUnsigned(-1, 3);
        return List.of(
                new Topology("one node, one token", simple(1), List.of(new long[] {42})),
                new Topology("one node, the lowest token", simple(1), List.of(new long[] {MIN})),
                new Topology("one node, the highest token", simple(1), List.of(new long[] {MAX})),
                new Topology("both ends", simple(2), List.of(new long[] {MIN}, new long[] {MAX})),
                new Topology("next to both ends", simple(2), List.of(new long[] {MIN + 1}, new long[] {MAX - 1})),
                new Topology(
                        "three nodes, evenly",
                        simple(3),
                        List.of(new long[] {MIN}, new long[] {MIN + third}, new long[] {MIN + 2 * third})),
                new Topology(
                        "three nodes, all on one side",
                        simple(2),
                        List.of(new long[] {-10}, new long[] {-9}, new long[] {-7})),
                new Topology("four nodes of 4 vnodes", simple(3), vnodes(random, 4, 4)),
                new Topology("three nodes of 256 vnodes", simple(3), vnodes(random, 3, 256)),
                new Topology("more replicas than nodes", simple(5), vnodes(random, 3, 8)),
                new Topology(
                        "two data centres of 16 vnodes",
                        Map.of("class", "org.apache.cassandra.locator.NetworkTopologyStrategy", "dc0", "2", "dc1", "1"),
                        vnodes(random, 6, 16)));
    }

    @ParameterizedTest
    @MethodSource("topologies")
    void theRangesCoverEachTokenOnce(Topology topology) {
        List<TokenRange> ranges = new ClusterRing(tokenMap(topology, new Murmur3TokenFactory())).ranges();

        TokenSet all = new TokenSet();
        ranges.forEach(all::add);
        assertThat(all.isWholeRing()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("topologies")
    void theReplicasOfARangesRoutingTokenOwnAllItsTokens(Topology topology) {
        TokenMap tokens = tokenMap(topology, new Murmur3TokenFactory());
        ClusterRing ring = new ClusterRing(tokens);
        Random random = new Random(12);

        List<RingPlan.PlannedRange> planned = RingPlan.of(
                        ring.ranges(),
                        new TokenSet(),
                        new SizeEstimates(List.of()),
                        new RingPlan.Granularity(Long.MAX_VALUE, 32))
                .plannedRanges();

        assertThat(planned).hasSizeGreaterThanOrEqualTo(32);
        for (RingPlan.PlannedRange each : planned) {
            TokenRange range = each.range();
            Set<Node> replicas = tokens.getReplicas(KEYSPACE, ring.routingToken(range));
            assertThat(replicas).isNotEmpty();
            LongStream.concat(LongStream.of(range.start() + 1, range.end()), inside(range, random))
                    .forEach(token -> assertThat(tokens.getReplicas(KEYSPACE, tokens.parse(Long.toString(token))))
                            .as("token %d of %s", token, range)
                            .isEqualTo(replicas));
        }
    }

    @Test
    void anotherPartitionerIsRefused() {
        TokenMap random = tokenMap(
                new Topology("random", simple(1), List.of(new long[] {1}, new long[] {2})), new RandomTokenFactory());

        assertThatThrownBy(() -> new ClusterRing(random))
                .isInstanceOf(ConfigurationFaultException.class)
                .hasMessageContaining("RandomPartitioner");
    }

    private static Map<String, String> simple(int replicas) {
        return Map.of(
                "class",
                "org.apache.cassandra.locator.SimpleStrategy",
                "replication_factor",
                Integer.toString(replicas));
    }

    private static List<long[]> vnodes(Random random, int nodes, int tokens) {
        List<long[]> all = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            all.add(random.longs(tokens).toArray());
        }
        return all;
    }

    private static LongStream inside(TokenRange range, Random random) {
        long width = range.end() - range.start();
        return random.longs(8).map(any -> range.start() + 1 + Long.remainderUnsigned(any, width));
    }

    private static TokenMap tokenMap(Topology topology, TokenFactory factory) {
        boolean twoCentres = topology.replication().containsKey("dc1");
        List<Node> nodes = new ArrayList<>();
        for (long[] tokens : topology.nodes()) {
            nodes.add(new KnownNode(nodes.size(), twoCentres ? "dc" + nodes.size() % 2 : "dc0", tokens));
        }
        KeyspaceMetadata keyspace = new DefaultKeyspaceMetadata(
                KEYSPACE, true, false, topology.replication(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
        return DefaultTokenMap.build(
                nodes, List.of(keyspace), factory, new DefaultReplicationStrategyFactory(CONTEXT), "test");
    }

    /** A node that needs no connection. */
    private static final class KnownNode extends DefaultNode {
        private static final long serialVersionUID = 1L;

        private final String centre;
        private final String rack;
        private final LinkedHashSet<String> tokens = new LinkedHashSet<>();

        KnownNode(int number, String centre, long[] tokens) {
            super(new DefaultEndPoint(new InetSocketAddress("127.0.0.1", 9000 + number)), CONTEXT);
            this.centre = centre;
            rack = "rack" + number / 2 % 2;
            LongStream.of(tokens).mapToObj(Long::toString).forEach(this.tokens::add);
        }

        @Override
        public String getDatacenter() {
            return centre;
        }

        @Override
        public String getRack() {
            return rack;
        }

        @Override
        public Set<String> getRawTokens() {
            return tokens;
        }
    }
}
