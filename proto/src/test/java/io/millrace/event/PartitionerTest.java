package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class PartitionerTest {
    @Test
    void theHashIsKafkas() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int length = 0; length < 200; length++) {
            byte[] key = new byte[length];
            random.nextBytes(key);
            assertThat(Partitioner.murmur2(key))
                    .as("seed %d, length %d", seed, length)
                    .isEqualTo(Utils.murmur2(key));
            assertThat(Partitioner.partition(key, 7)).isEqualTo(Utils.toPositive(Utils.murmur2(key)) % 7);
        }
    }

    @Test
    void keyIsHashedInItsCanonicalForm() {
        Row key = Row.newBuilder()
                .addColumns(
                        Column.newBuilder().setName("id").setType(Type.INT64).setIntValue(42))
                .build();

        assertThat(Partitioner.partition(key, 1000))
                .isEqualTo(Partitioner.partition("[42]".getBytes(StandardCharsets.UTF_8), 1000));
    }
}
