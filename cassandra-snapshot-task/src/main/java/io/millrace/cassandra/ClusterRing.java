package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.token.Token;
import io.millrace.cassandra.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;

/** The cluster's token ring, from the driver's metadata. */
final class ClusterRing {
    private static final String MURMUR3 = "Murmur3";

    private final TokenMap tokens;

    /** @throws ConfigurationFaultException when the cluster does not use the Murmur3 partitioner */
    ClusterRing(TokenMap tokens) {
        if (!tokens.getPartitionerName().contains(MURMUR3)) {
            throw new ConfigurationFaultException("The cluster's partitioner is " + tokens.getPartitionerName()
                    + "; only Murmur3Partitioner is supported");
        }
        this.tokens = tokens;
    }

    /** The ranges into which the nodes divide the ring. */
    List<TokenRange> ranges() {
        List<TokenRange> ranges = new ArrayList<>();
        tokens.getTokenRanges()
                .forEach(
                        range -> ranges.addAll(TokenRange.unwrapped(number(range.getStart()), number(range.getEnd()))));
        return ranges;
    }

    /** The token by which the driver finds the replicas of a range; all tokens of the range have the same replicas. */
    Token routingToken(TokenRange range) {
        return tokens.parse(Long.toString(range.end()));
    }

    private long number(Token token) {
        return Long.parseLong(tokens.format(token));
    }
}
