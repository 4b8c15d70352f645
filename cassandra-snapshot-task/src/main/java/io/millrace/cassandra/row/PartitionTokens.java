package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.internal.core.metadata.token.Murmur3Token;
import com.datastax.oss.driver.internal.core.metadata.token.Murmur3TokenFactory;
import com.datastax.oss.driver.internal.core.util.RoutingKey;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Computes the tokens of rows as Cassandra does, so that it need not return them. Thread-safe. */
final class PartitionTokens {
    private static final Murmur3TokenFactory MURMUR3 = new Murmur3TokenFactory();

    private final int firstKey;
    private final int columns;

    /**
     * @param firstKey the index in a selected row of the first column of the partition key
     * @param columns the number of columns of the partition key, which follow each other
     */
    PartitionTokens(int firstKey, int columns) {
        this.firstKey = firstKey;
        this.columns = columns;
    }

    long of(Row row) {
        ByteBuffer[] key = new ByteBuffer[columns];
        for (int i = 0; i < columns; i++) {
            key[i] = Objects.requireNonNull(row.getBytesUnsafe(firstKey + i), "The row has no partition key");
        }
        return ((Murmur3Token) MURMUR3.hash(RoutingKey.compose(key))).getValue();
    }
}
