package io.millrace.nats;

import io.millrace.event.Partitioner;
import io.millrace.event.Snowflake;
import io.millrace.event.SnowflakeSequence;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives every writer of ids a snowflake node of its own, for good. A writer is anything that counts up one
 * {@link SnowflakeSequence}: for the bridge a subject, for an application that shares subjects an instance.
 *
 * <p>The nodes are keys of the {@link StateBucket}, which are created once and never changed: two writers cannot get
 * one node, and nothing needs to be renewed or given back. A writer looks for its node from a place that follows from its
 * name. When all are taken, the rest share: their ids still rise per writer, but those of two writers may be equal.
 */
public final class NodeRegistry {
    private static final int FIRST_NODE = Snowflake.TRUNCATE_NODE + 1;
    private static final int NODES = Snowflake.NODES - FIRST_NODE;
    private static final String KEY = "node.";

    private final Connection connection;
    private final KeyValue bucket;
    private final Map<Integer, String> owners = new HashMap<>();

    private NodeRegistry(Connection connection, KeyValue bucket) {
        this.connection = connection;
        this.bucket = bucket;
    }

    /** Reads the nodes that are taken. The bucket must exist. */
    public static NodeRegistry open(Connection connection)
            throws IOException, JetStreamApiException, InterruptedException {
        NodeRegistry registry = new NodeRegistry(connection, connection.keyValue(StateBucket.NAME));
        registry.refresh();
        return registry;
    }

    /** The writer's node, from 1 to 1023; always the same for the same name. */
    public int nodeOf(String writer) throws IOException, JetStreamApiException, InterruptedException {
        int home = Partitioner.partition(writer.getBytes(StandardCharsets.UTF_8), NODES);
        for (int i = 0; i < NODES; i++) {
            int node = FIRST_NODE + (home + i) % NODES;
            if (ownerOf(node, writer).equals(writer)) {
                return node;
            }
        }
        return FIRST_NODE + home;
    }

    /** Who has the node, after the writer tried to take it if it was free. */
    private String ownerOf(int node, String writer) throws IOException, JetStreamApiException, InterruptedException {
        String owner = owners.get(node);
        if (owner != null) {
            return owner;
        }
        try {
            bucket.create(KEY + node, writer.getBytes(StandardCharsets.UTF_8));
            owners.put(node, writer);
            return writer;
        } catch (JetStreamApiException e) {
            if (!JetStreamError.WRONG_LAST_SEQUENCE.is(e)) {
                throw e;
            }
            refresh();
            String winner = owners.get(node);
            if (winner == null) {
                throw new IOException(
                        "Snowflake node " + node + " is taken, but bucket " + StateBucket.NAME
                                + " does not say by whom; keys of this bucket must not be deleted",
                        e);
            }
            return winner;
        }
    }

    private void refresh() throws IOException, JetStreamApiException, InterruptedException {
        String prefix = StateBucket.subject(KEY);
        for (MessageInfo message : LastMessages.read(connection, StateBucket.STREAM, prefix + '*')) {
            owners.put(
                    Integer.parseInt(message.getSubject().substring(prefix.length())),
                    new String(message.getData(), StandardCharsets.UTF_8));
        }
    }
}
