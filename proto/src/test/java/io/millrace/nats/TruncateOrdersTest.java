package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TruncateOrdersTest {
    /** Partition 0 received events of run 1 after run 2, and now more after run 3; a task that lags publishes run 2. */
    @Test
    void aTruncateOfAnEarlierRunStaysInDoubtWhenAPartitionIsLateForTheNextRun() {
        TruncateOrder.Builder order =
                TruncateOrders.add(TruncateOrders.add(TruncateOrder.newBuilder(), late(0, 2, 70)), late(0, 3, 90));

        assertThat(order.getLateList()).containsExactly(late(0, 2, 90));
        assertThat(TruncateOrders.isInDoubt(order, 2, 80)).isTrue();
        assertThat(TruncateOrders.isInDoubt(order, 1, 80)).isFalse();
        assertThat(TruncateOrders.isInDoubt(order, 3, 91)).isFalse();
        assertThat(TruncateOrders.isKnown(order, late(0, 3, 90))).isTrue();
        assertThat(TruncateOrders.isKnown(order, late(0, 1, 90))).isFalse();
    }

    @Test
    void theGreaterIdStaysAndRunsAreUnsigned() {
        TruncateOrder.Builder order = TruncateOrders.add(
                TruncateOrders.add(TruncateOrder.newBuilder(), late(0, Long.MIN_VALUE | 7, 90)), late(0, 2, 70));

        assertThat(order.getLateList()).containsExactly(late(0, 2, 90));
    }

    @Test
    void otherPartitionsKeepTheirs() {
        TruncateOrder.Builder order =
                TruncateOrders.add(TruncateOrders.add(TruncateOrder.newBuilder(), late(0, 2, 70)), late(1, 3, 90));

        assertThat(order.getLateList()).containsExactly(late(0, 2, 70), late(1, 3, 90));
    }

    private static LatePartition late(int partition, long run, long lastId) {
        return LatePartition.newBuilder()
                .setPartition(partition)
                .setRun(run)
                .setLastId(lastId)
                .build();
    }
}
