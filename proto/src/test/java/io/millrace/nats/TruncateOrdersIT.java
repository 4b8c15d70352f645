package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.SourceTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TruncateOrdersIT extends OnNats {
    private static final Path GOLDEN = GoldenRegistryTest.CURRENT.resolve("truncate-order.txtpb");
    private static final String KEY = "runs.CDC.table.shop.sales.caf=C3=A9";
    private static final SourceTable TABLE = new SourceTable("shop", "sales", "café");

    private TruncateOrders orders;

    @BeforeEach
    void createBucket() throws Exception {
        StateBucket.createIfAbsent(connection, 1);
        orders = TruncateOrders.open(connection, "CDC");
    }

    @Test
    void bothTogetherNeedAnAuditInWhateverOrder() throws Exception {
        SourceTable other = new SourceTable("shop", "sales", "orders");

        assertThat(orders.truncated(TABLE, 4, 9)).isFalse();
        assertThat(orders.doubted(TABLE, late(3, 7))).isTrue();
        assertThat(orders.doubted(TABLE, 6)).isTrue();
        assertThat(orders.doubted(other, 6)).isFalse();
        assertThat(orders.truncated(other, 4, 9)).isTrue();
        assertThat(new String(connection.keyValue(StateBucket.NAME).get(KEY).getValue(), StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void theNextDoubtNeedsTheNextAudit() throws Exception {
        connection.keyValue(StateBucket.NAME).put(KEY, Files.readAllBytes(GOLDEN));

        orders.marked(TABLE);

        assertThat(orders.truncated(TABLE, 7, 9)).isFalse();
        assertThat(orders.doubted(TABLE, 7)).isTrue();
    }

    @Test
    void eachTruncateOfAnUnevenRunNeedsAnAudit() throws Exception {
        orders.truncated(TABLE, 5, 9);
        assertThat(orders.doubted(TABLE, 6)).isTrue();
        orders.marked(TABLE);

        assertThat(orders.truncated(TABLE, 6, 10)).isTrue();
        orders.marked(TABLE);
        assertThat(orders.truncated(TABLE, 6, 11)).isTrue();
        orders.marked(TABLE);
        assertThat(orders.truncated(TABLE, 7, 12)).isFalse();
    }

    /** It leaves rows that were inserted before it. */
    @Test
    void eachTruncateBelowWhatAPartitionReceivedTooLateNeedsAnAudit() throws Exception {
        orders.truncated(TABLE, 5, 2);
        orders.doubted(TABLE, late(3, 7));
        orders.marked(TABLE);

        assertThat(orders.truncated(TABLE, 5, 7)).isTrue();
        orders.marked(TABLE);
        assertThat(orders.truncated(TABLE, 5, 8)).isFalse();
        // Published again, of a run before.
        assertThat(orders.truncated(TABLE, 4, 6)).isFalse();
    }

    @Test
    void theLastUnevenRunsAreKept() throws Exception {
        for (int run = 1; run <= RunRaises.KEPT + 1; run++) {
            orders.doubted(TABLE, run);
        }
        orders.truncated(TABLE, RunRaises.KEPT + 2, 9);
        orders.marked(TABLE);

        assertThat(orders.truncated(TABLE, 1, 9)).isFalse();
        assertThat(orders.truncated(TABLE, 2, 9)).isTrue();
        orders.marked(TABLE);
        assertThat(orders.truncated(TABLE, RunRaises.KEPT + 1, 9)).isTrue();
    }

    @Test
    void whatAPartitionEndsWithIsInDoubtOnce() throws Exception {
        orders.truncated(TABLE, 5, 2);
        assertThat(orders.doubted(TABLE, late(3, 7))).isTrue();
        orders.marked(TABLE);

        assertThat(orders.doubted(TABLE, late(3, 7))).isFalse();
        assertThat(orders.doubted(TABLE, late(3, 8))).isTrue();
        orders.marked(TABLE);
        assertThat(orders.doubted(TABLE, late(4, 7))).isTrue();
    }

    private static LatePartition late(int partition, long lastId) {
        return LatePartition.newBuilder()
                .setPartition(partition)
                .setRun(5)
                .setLastId(lastId)
                .build();
    }
}
