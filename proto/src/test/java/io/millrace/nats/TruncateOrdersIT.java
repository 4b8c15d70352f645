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

        assertThat(orders.truncated(TABLE)).isFalse();
        assertThat(orders.doubted(TABLE, late(3, 7))).isTrue();
        assertThat(orders.doubted(other)).isFalse();
        assertThat(orders.truncated(other)).isTrue();
        assertThat(new String(connection.keyValue(StateBucket.NAME).get(KEY).getValue(), StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void theNextDoubtNeedsTheNextAudit() throws Exception {
        connection.keyValue(StateBucket.NAME).put(KEY, Files.readAllBytes(GOLDEN));

        orders.marked(TABLE);

        assertThat(orders.truncated(TABLE)).isFalse();
        assertThat(orders.doubted(TABLE)).isTrue();
    }

    @Test
    void whatAPartitionEndsWithIsInDoubtOnce() throws Exception {
        orders.truncated(TABLE);
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
