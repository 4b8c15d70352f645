package io.millrace.cassandra.row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The message id of a row, by which the stream drops duplicates. It is short because the server keeps the ids of its whole
 * duplicate window in memory, and a cryptographic hash because a row whose id collided with another's would be dropped.
 */
final class RowMessageId {
    private static final int BYTES = 16;
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(RowMessageId::sha256);
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private RowMessageId() {}

    /** @param snapshotMicros when the snapshot began: one that is taken again publishes its rows again */
    static String of(long snapshotMicros, String subject, byte[] key, long id) {
        MessageDigest digest = SHA_256.get();
        digest.update(subject.getBytes(StandardCharsets.UTF_8));
        digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(snapshotMicros)
                .putLong(id)
                .flip());
        return TEXT.encodeToString(Arrays.copyOf(digest.digest(key), BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this Java", e);
        }
    }
}
