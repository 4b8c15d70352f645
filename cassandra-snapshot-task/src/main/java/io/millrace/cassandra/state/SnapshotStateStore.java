package io.millrace.cassandra.state;

import io.millrace.nats.Lease;
import io.millrace.nats.StateBucket;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import java.io.IOException;
import java.util.Optional;

/** The state of one source's snapshots in the state bucket. */
public final class SnapshotStateStore {
    private final KeyValue bucket;
    private final String prefix;

    private SnapshotStateStore(KeyValue bucket, String source) {
        this.bucket = bucket;
        prefix = "snapshot." + StateBucket.token(source) + '.';
    }

    /** @param replicas of the bucket, if it must be created */
    public static SnapshotStateStore open(Connection connection, String source, int replicas)
            throws IOException, JetStreamApiException {
        StateBucket.createIfAbsent(connection, replicas);
        return new SnapshotStateStore(connection.keyValue(StateBucket.NAME), source);
    }

    /** The recorded progress of a table, if any; creates nothing. */
    public static Optional<TableProgress> peek(Connection connection, String source, String keyspace, String table)
            throws IOException, JetStreamApiException {
        if (!StateBucket.exists(connection)) {
            return Optional.empty();
        }
        SnapshotStateStore state = new SnapshotStateStore(connection.keyValue(StateBucket.NAME), source);
        KeyValueEntry entry = state.bucket.get(state.key(keyspace, table));
        return entry == null ? Optional.empty() : Optional.of(TableProgress.parse(value(entry)));
    }

    /** The progress to resume a table from. Progress whose identity differs from the beginning's is replaced by the beginning. */
    public TableProgressEntry resume(String keyspace, String table, TableProgress beginning)
            throws IOException, JetStreamApiException {
        String key = key(keyspace, table);
        KeyValueEntry entry = bucket.get(key);
        if (entry == null) {
            return new TableProgressEntry(bucket, key, beginning, bucket.create(key, beginning.toJson()));
        }
        TableProgress found = TableProgress.parse(value(entry));
        return found.identity().equals(beginning.identity())
                ? new TableProgressEntry(bucket, key, found, entry.getRevision())
                : replace(key, entry.getRevision(), beginning);
    }

    /** Discards the progress of a table. */
    public TableProgressEntry restart(String keyspace, String table, TableProgress beginning)
            throws IOException, JetStreamApiException {
        String key = key(keyspace, table);
        KeyValueEntry entry = bucket.get(key);
        return entry == null
                ? new TableProgressEntry(bucket, key, beginning, bucket.create(key, beginning.toJson()))
                : replace(key, entry.getRevision(), beginning);
    }

    /** @throws JetStreamApiException also when another instance acquired the lease at the same moment */
    public Lease lease(Lease.Terms terms) throws IOException, JetStreamApiException, InterruptedException {
        return Lease.acquire(bucket, prefix + "lease", terms);
    }

    private TableProgressEntry replace(String key, long revision, TableProgress beginning)
            throws IOException, JetStreamApiException {
        return new TableProgressEntry(bucket, key, beginning, bucket.update(key, beginning.toJson(), revision));
    }

    private String key(String keyspace, String table) {
        return prefix + "table." + StateBucket.token(keyspace) + '.' + StateBucket.token(table);
    }

    private static byte[] value(KeyValueEntry entry) throws IOException {
        byte[] value = entry.getValue();
        if (value == null) {
            throw new IOException("Key " + entry.getKey() + " of bucket " + entry.getBucket() + " has no value");
        }
        return value;
    }
}
