package io.millrace.event;

/**
 * Maps a row to its partition by primary key: the number that Kafka's default partitioner gives a record whose key is
 * the {@link CanonicalKey}, so events of a row end up in the same partition whoever publishes them.
 */
public final class Partitioner {
    private Partitioner() {}

    /** The partition of a row, from 0 to {@code partitions - 1}. */
    public static int partition(Row key, int partitions) {
        return partition(CanonicalKey.bytes(key), partitions);
    }

    /** The partition of a serialized key. */
    public static int partition(byte[] key, int partitions) {
        return (murmur2(key) & 0x7fffffff) % partitions;
    }

    /** MurmurHash2, 32 bits, seed 0x9747b28c: what org.apache.kafka.common.utils.Utils.murmur2 computes. */
    static int murmur2(byte[] data) {
        int length = data.length;
        int m = 0x5bd1e995;
        int h = 0x9747b28c ^ length;
        int i = 0;
        for (; i + 4 <= length; i += 4) {
            int k = (data[i] & 0xff) | (data[i + 1] & 0xff) << 8 | (data[i + 2] & 0xff) << 16 | data[i + 3] << 24;
            k *= m;
            k ^= k >>> 24;
            k *= m;
            h *= m;
            h ^= k;
        }
        int rest = length & 3;
        for (int j = 0; j < rest; j++) {
            h ^= (data[i + j] & 0xff) << 8 * j;
        }
        if (rest > 0) {
            h *= m;
        }
        h ^= h >>> 13;
        h *= m;
        return h ^ h >>> 15;
    }
}
