package io.millrace.nats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The short form of a Kafka topic partition with which the ids of the messages begin that a bridge publishes from it. */
public final class OriginKey {
    private static final int RADIX = 36;
    private static final int BITS = 50;

    private OriginKey() {}

    /** A hash of {@code <topic>-<partition>}, in base 36. */
    public static String of(String topic, int partition) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((topic + '-' + partition).getBytes(StandardCharsets.UTF_8));
            return Long.toString(ByteBuffer.wrap(hash).getLong() >>> Long.SIZE - BITS, RADIX);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
