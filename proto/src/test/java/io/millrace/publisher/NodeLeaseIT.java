package io.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.event.Snowflake;
import io.millrace.nats.OnNats;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueConfiguration;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeLeaseIT extends OnNats {

    @Test
    void noNodeIsLeasedTwiceAndNodeZeroIsNeverLeased() throws Exception {
        createBucket(Duration.ofHours(1));
        Set<Integer> nodes = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            NodeLease lease = NodeLease.acquire(connection, "test");
            assertThat(lease.isValid()).isTrue();
            nodes.add(lease.node());
        }

        assertThat(nodes).hasSize(200).allMatch(node -> node >= 1 && node < Snowflake.NODES);
    }

    @Test
    void aReleasedNodeIsFree() throws Exception {
        createBucket(Duration.ofHours(1));
        NodeLease lease = NodeLease.acquire(connection, "test");
        leaseTheRest();
        assertThatThrownBy(() -> NodeLease.acquire(connection, "test"))
                .isInstanceOf(PublishException.class)
                .hasMessageContaining("All 1023 snowflake nodes");

        lease.release(connection);

        assertThat(NodeLease.acquire(connection, "test").node()).isEqualTo(lease.node());
    }

    @Test
    void onlyARenewedLeaseKeepsItsNode() throws Exception {
        createBucket(Duration.ofSeconds(5));
        NodeLease renewed = NodeLease.acquire(connection, "renewed");
        NodeLease forgotten = NodeLease.acquire(connection, "forgotten");
        KeyValue bucket = connection.keyValue(NodeLease.BUCKET);

        await().untilAsserted(() -> {
            assertThat(renewed.renew(connection)).isTrue();
            assertThat(bucket.keys()).containsExactly("node." + renewed.node());
        });

        assertThat(renewed.isValid()).isTrue();
        assertThat(forgotten.isValid()).isFalse();
        assertThat(forgotten.isDue()).isTrue();
        assertThat(forgotten.renew(connection)).isFalse();
    }

    @Test
    void aBucketWhoseEntriesDoNotExpireIsRefused() throws Exception {
        createBucket(Duration.ZERO);

        assertThatThrownBy(() -> NodeLease.acquire(connection, "test"))
                .isInstanceOf(PublishException.class)
                .hasMessageContaining("do not expire");
    }

    private void leaseTheRest() throws Exception {
        KeyValue bucket = connection.keyValue(NodeLease.BUCKET);
        for (int node = 1; node < Snowflake.NODES; node++) {
            if (bucket.get("node." + node) == null) {
                bucket.put("node." + node, "somebody else");
            }
        }
    }

    private void createBucket(Duration ttl) throws Exception {
        connection
                .keyValueManagement()
                .create(KeyValueConfiguration.builder(NodeLease.BUCKET).ttl(ttl).build());
    }
}
