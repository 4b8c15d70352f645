package io.millrace.local.manticore.storage;

import java.nio.ByteBuffer;

/** Operations on the rows of a table, one after the other, in the form in which the log keeps them. */
final class Changes {
    static final byte ROW = 1;
    static final byte DELETE = 2;
    static final byte UPDATE = 3;
    /** Kind and length. */
    static final int HEAD_BYTES = 1 + Integer.BYTES;

    /** Of several rows of one id, the first is taken or the last. */
    static final byte FIRST_WINS = 0;

    static final byte LAST_WINS = 1;
    private static final int BEGIN = RowLog.headBytes() + 1;

    private ByteBuffer bytes = ByteBuffer.allocate(1 << 12).position(BEGIN);

    void row(RowBuilder row) {
        append(ROW, row);
    }

    void update(RowBuilder row) {
        append(UPDATE, row);
    }

    /** The same for a table that was altered after they were made. */
    Changes relaid(Schema from, Schema to) {
        Changes relaid = new Changes();
        relaid.rule(bytes.get(BEGIN - 1));
        RowBuilder builder = new RowBuilder(to);
        int at = BEGIN;
        while (at < bytes.position()) {
            byte kind = bytes.get(at);
            int row = at + HEAD_BYTES;
            if (kind == DELETE) {
                relaid.delete(bytes.getLong(row));
            } else {
                builder.copy(new Row(from, bytes, row), from);
                relaid.append(kind, builder);
            }
            at = row + bytes.getInt(at + 1);
        }
        return relaid;
    }

    private void append(byte kind, RowBuilder row) {
        reserve(HEAD_BYTES + row.length());
        bytes.put(kind).putInt(row.length()).put(row.row(), 0, row.length());
    }

    /** What becomes of rows of the same id, also of those that are there already. */
    void rule(byte winner) {
        bytes.put(BEGIN - 1, winner);
    }

    void delete(long id) {
        reserve(HEAD_BYTES + Long.BYTES);
        bytes.put(DELETE).putInt(Long.BYTES).putLong(id);
    }

    boolean isEmpty() {
        return bytes.position() == BEGIN;
    }

    int length() {
        return bytes.position();
    }

    /** The rule and the operations, behind room for the head of a log entry. */
    ByteBuffer entry() {
        return bytes.duplicate().flip();
    }

    void clear() {
        bytes.position(BEGIN);
    }

    private void reserve(int more) {
        if (bytes.remaining() < more) {
            int needed = bytes.position() + more;
            bytes = ByteBuffer.allocate(Math.max(needed, (int) Math.min(bytes.capacity() * 2L, Integer.MAX_VALUE - 8)))
                    .put(bytes.flip());
        }
    }
}
