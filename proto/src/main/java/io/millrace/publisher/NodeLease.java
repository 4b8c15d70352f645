package io.millrace.publisher;

import io.millrace.event.Snowflake;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A snowflake node that is one instance's alone for as long as it renews it. The nodes are keys of a JetStream key-value
 * bucket whose entries expire: an instance that was killed gives its node back by that. Not for use by two threads.
 */
final class NodeLease {
    static final String BUCKET = "MILLRACE_LEASES";
    static final Duration DEFAULT_DURATION = Duration.ofMinutes(1);

    /** TRUNCATE events have it, which have to come before everything else of their millisecond. */
    private static final int FIRST_NODE = 1;

    private static final String KEY = "node.";
    private static final int WRONG_LAST_SEQUENCE = 10071;
    private static final int STREAM_NOT_FOUND = 10059;

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
     * Takes a node that is free.
     *
     * @param owner for a person who looks into the bucket
     * @throws PublishException when none is, or the bucket cannot serve
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

    /** Whether the node is certainly still ours: the server counts from later than we do, and by another clock. */
    boolean isValid() {
        return System.nanoTime() - renewedAtNanos
                < duration.multipliedBy(4).dividedBy(5).toNanos();
    }

    boolean isDue() {
        return System.nanoTime() - renewedAtNanos > duration.dividedBy(3).toNanos();
    }

    /** Whether the node stays ours; if not, it may be another's already. */
    boolean renew(Connection connection) throws IOException, JetStreamApiException {
        long now = System.nanoTime();
        try {
            revision = connection.keyValue(BUCKET).update(key(), owner, revision);
            renewedAtNanos = now;
            return true;
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == WRONG_LAST_SEQUENCE || e.getApiErrorCode() == STREAM_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Gives the node back. */
    void release(Connection connection) throws IOException, JetStreamApiException {
        connection.keyValue(BUCKET).delete(key(), revision);
    }

    private boolean take(KeyValue bucket) throws IOException, JetStreamApiException {
        long now = System.nanoTime();
        try {
            revision = bucket.create(key(), owner);
            renewedAtNanos = now;
            return true;
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == WRONG_LAST_SEQUENCE) {
                return false;
            }
            throw e;
        }
    }

    private String key() {
        return KEY + node;
    }

    /** In random order, so that instances that start together do not run for the same one. */
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

    /** Creates the bucket if there is none, and tells for how long a lease lasts. */
    private static Duration openBucket(KeyValueManagement management) throws IOException, JetStreamApiException {
        if (!management.getBucketNames().contains(BUCKET)) {
            management.create(KeyValueConfiguration.builder(BUCKET)
                    .description("Snowflake nodes of running publishers")
                    .ttl(DEFAULT_DURATION)
                    .build());
        }
        Duration duration = management.getStatus(BUCKET).getTtl();
        if (duration == null || duration.isZero()) {
            throw new PublishException("The entries of bucket " + BUCKET + " do not expire, so that nodes would never"
                    + " become free; give the bucket a TTL of " + DEFAULT_DURATION);
        }
        return duration;
    }
}
