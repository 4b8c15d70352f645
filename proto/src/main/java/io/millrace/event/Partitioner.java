package io.millrace.event;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Which partition a row belongs to, by its primary key: the same number that Kafka's default partitioner gives the
 * record whose key is the serialized {@link Row}, so that events of one row from any publisher meet in one partition.
 */
public final class Partitioner {
    private Partitioner() {}

    /** The partition of a row, from 0 to {@code partitions - 1}. */
    public static int partition(Row key, int partitions) {
        return partition(serialize(key), partitions);
    }

    /** The partition of a serialized key. */
    public static int partition(byte[] key, int partitions) {
        return (murmur2(key) & 0x7fffffff) % partitions;
    }

    /** The canonical bytes of a key: fields in the order of their numbers, as every protobuf library writes them. */
    public static byte[] serialize(Row key) {
        byte[] bytes = new byte[key.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            key.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("A buffer of the computed size cannot overflow", e);
        }
        return bytes;
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
