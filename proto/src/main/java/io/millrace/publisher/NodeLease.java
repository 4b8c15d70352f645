package io.millrace.publisher;

import io.millrace.event.Snowflake;
import io.millrace.nats.JetStreamError;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueManagement;
import io.nats.client.api.KeyValueConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A snowflake node that belongs to one instance for as long as it renews the lease. The nodes are keys of a JetStream
 * key-value bucket whose entries expire, which frees the node of an instance that was killed. Not thread-safe.
 */
final class NodeLease {
    static final String BUCKET = "MILLRACE_LEASES";
    static final Duration DEFAULT_DURATION = Duration.ofMinutes(1);

    /** Node 0 is reserved for TRUNCATE events, which must sort before everything else in their millisecond. */
    private static final int FIRST_NODE = 1;

    private static final String KEY = "node.";

    private final int node;
    private final byte[] owner;
    private final Duration duration;
    private long revision;
    private long renewedAtNanos;

    private NodeLease(int node, byte[] owner, Duration duration) {
        this.node = node;
        this.owner = owner;
        this.duration = duration;
    }

    /**
     * Leases a free node.
     *
     * @param owner shown to a person who looks into the bucket
     * @throws PublishException when no node is free, or the bucket is unsuitable
     */
    static NodeLease acquire(Connection connection, String owner)
            throws IOException, JetStreamApiException, InterruptedException {
        Duration duration = openBucket(connection.keyValueManagement());
        KeyValue bucket = connection.keyValue(BUCKET);
        for (int node : freeNodes(bucket)) {
            NodeLease lease = new NodeLease(node, owner.getBytes(StandardCharsets.UTF_8), duration);
            if (lease.take(bucket)) {
                return lease;
            }
        }
        throw new PublishException("All " + (Snowflake.NODES - FIRST_NODE) + " snowflake nodes in bucket " + BUCKET
                + " are leased; run fewer publishers at a time");
    }

    int node() {
        return node;
    }

    /** Whether this instance certainly still has the node. The margin allows for the server's clock, which runs separately. */
    boolean isValid() {
        return System.nanoTime() - renewedAtNanos
                < duration.multipliedBy(4).dividedBy(5).toNanos();
    }

    boolean isDue() {
        return System.nanoTime() - renewedAtNanos > duration.dividedBy(3).toNanos();
    }

    /** Returns false when the lease has expired; another instance may have the node then. */
    boolean renew(Connection connection) throws IOException, JetStreamApiException {
        long now = System.nanoTime();
        try {
            revision = connection.keyValue(BUCKET).update(key(), owner, revision);
            renewedAtNanos = now;
            return true;
        } catch (JetStreamApiException e) {
            if (JetStreamError.WRONG_LAST_SEQUENCE.is(e) || JetStreamError.STREAM_NOT_FOUND.is(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Frees the node. */
    void release(Connection connection) throws IOException, JetStreamApiException {
        connection.keyValue(BUCKET).delete(key(), revision);
    }

    private boolean take(KeyValue bucket) throws IOException, JetStreamApiException {
        long now = System.nanoTime();
        Optional<Long> created = JetStreamError.WRONG_LAST_SEQUENCE.asEmpty(() -> bucket.create(key(), owner));
        created.ifPresent(first -> {
            revision = first;
            renewedAtNanos = now;
        });
        return created.isPresent();
    }

    private String key() {
        return KEY + node;
    }

    /** The free nodes in random order, so that instances that start together try different ones. */
    private static List<Integer> freeNodes(KeyValue bucket)
            throws IOException, JetStreamApiException, InterruptedException {
        List<String> taken = bucket.keys();
        List<Integer> free = IntStream.range(FIRST_NODE, Snowflake.NODES)
                .filter(node -> !taken.contains(KEY + node))
                .boxed()
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(free);
        return free;
    }

    /** Creates the bucket if there is none, and returns the duration of a lease. */
    private static Duration openBucket(KeyValueManagement management) throws IOException, JetStreamApiException {
        if (!management.getBucketNames().contains(BUCKET)) {
            management.create(KeyValueConfiguration.builder(BUCKET)
                    .description("Snowflake nodes of running publishers")
                    .ttl(DEFAULT_DURATION)
                    .build());
        }
        Duration duration = management.getStatus(BUCKET).getTtl();
        if (duration == null || duration.isZero()) {
            throw new PublishException(
                    "The entries of bucket " + BUCKET + " do not expire, so nodes would never become free;"
                            + " give the bucket a TTL of " + DEFAULT_DURATION);
        }
        return duration;
    }
}
