package io.millrace.local.manticore.storage;

import java.nio.ByteBuffer;

/** Operations on the rows of a table, one after the other, in the form in which the log keeps them. */
final class Changes {
    static final byte REPLACE = 1;
    static final byte INSERT = 2;
    static final byte DELETE = 3;
    static final byte UPDATE = 4;
    /** Kind and length. */
    static final int HEAD_BYTES = 1 + Integer.BYTES;

    private ByteBuffer bytes = ByteBuffer.allocate(1 << 12).position(RowLog.headBytes());

    void row(byte kind, RowBuilder row) {
        reserve(HEAD_BYTES + row.length());
        bytes.put(kind).putInt(row.length()).put(row.row(), 0, row.length());
    }

    void delete(long id) {
        reserve(HEAD_BYTES + Long.BYTES);
        bytes.put(DELETE).putInt(Long.BYTES).putLong(id);
    }

    boolean isEmpty() {
        return bytes.position() == RowLog.headBytes();
    }

    int length() {
        return bytes.position();
    }

    /** The operations behind room for the head of a log entry. */
    ByteBuffer entry() {
        return bytes.duplicate().flip();
    }

    void clear() {
        bytes.position(RowLog.headBytes());
    }

    private void reserve(int more) {
        if (bytes.remaining() < more) {
            int needed = bytes.position() + more;
            bytes = ByteBuffer.allocate(Math.max(needed, (int) Math.min(bytes.capacity() * 2L, Integer.MAX_VALUE - 8)))
                    .put(bytes.flip());
        }
    }
}
