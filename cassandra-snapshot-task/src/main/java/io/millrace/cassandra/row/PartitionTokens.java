package io.millrace.cassandra.row;

import com.datastax.oss.driver.internal.core.metadata.token.Murmur3Token;
import com.datastax.oss.driver.internal.core.metadata.token.Murmur3TokenFactory;
import com.datastax.oss.driver.internal.core.util.RoutingKey;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Computes the tokens of rows as Cassandra does, so that it need not return them. Thread-safe. */
final class PartitionTokens {
    private static final Murmur3TokenFactory MURMUR3 = new Murmur3TokenFactory();

    private final int columns;

    /** @param columns the number of columns of the partition key, which are the first that are selected */
    PartitionTokens(int columns) {
        this.columns = columns;
    }

    long of(SelectedRow row) {
        ByteBuffer[] key = new ByteBuffer[columns];
        for (int i = 0; i < columns; i++) {
            key[i] = Objects.requireNonNull(row.bytes(i), "The row has no partition key");
        }
        return ((Murmur3Token) MURMUR3.hash(RoutingKey.compose(key))).getValue();
    }
}
