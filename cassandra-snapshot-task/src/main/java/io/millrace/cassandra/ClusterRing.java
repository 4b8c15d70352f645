package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.token.Token;
import io.millrace.cassandra.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;

/** The ring as the driver knows it. */
final class ClusterRing {
    private static final String MURMUR3 = "Murmur3";

    private final TokenMap tokens;

    /** @throws ConfigurationException when its tokens are not those of the Murmur3 partitioner */
    ClusterRing(TokenMap tokens) {
        if (!tokens.getPartitionerName().contains(MURMUR3)) {
            throw new ConfigurationException("The cluster's partitioner is " + tokens.getPartitionerName()
                    + "; only Murmur3Partitioner can be read");
        }
        this.tokens = tokens;
    }

    /** The ranges of the nodes. */
    List<TokenRange> ranges() {
        List<TokenRange> ranges = new ArrayList<>();
        tokens.getTokenRanges()
                .forEach(
                        range -> ranges.addAll(TokenRange.unwrapped(number(range.getStart()), number(range.getEnd()))));
        return ranges;
    }

    /** What the driver goes by to find the replicas of a range, which all of its tokens have in common. */
    Token routingToken(TokenRange range) {
        return tokens.parse(Long.toString(range.end()));
    }

    private long number(Token token) {
        return Long.parseLong(tokens.format(token));
    }
}
