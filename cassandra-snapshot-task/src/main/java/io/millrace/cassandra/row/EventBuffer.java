package io.millrace.cassandra.row;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes of an event under construction, in protobuf's wire format and in the order in which every protobuf library writes
 * them. A row is written millions of times: objects for its parts, as the generated classes need them, would be most of the
 * job's work. Not for use by two threads.
 */
final class EventBuffer {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int FIXED32 = 5;

    private static final int TYPE_BITS = 3;
    private static final int FIRST_SIZE = 512;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int size;

    int size() {
        return size;
    }

    /** Forgets what comes after. */
    void cutTo(int earlierSize) {
        size = earlierSize;
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    void tag(int field, int wireType) {
        varint((long) field << TYPE_BITS | wireType);
    }

    void varint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void zigzag(long value) {
        varint(value << 1 ^ value >> 63);
    }

    /** A field of type sint32 or sint64, which is left out when it is 0. */
    void signed(int field, long value) {
        if (value != 0) {
            tag(field, VARINT);
            zigzag(value);
        }
    }

    void fixed32(int value) {
        ensure(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void fixed64(long value) {
        ensure(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void raw(byte[] more) {
        ensure(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    /** A field of type bytes or string. */
    void field(int field, ByteBuffer value) {
        tag(field, LENGTH_DELIMITED);
        int length = value.remaining();
        varint(length);
        ensure(length);
        value.get(bytes, size, length);
        size += length;
    }

    void field(int field, byte[] value) {
        tag(field, LENGTH_DELIMITED);
        varint(value.length);
        raw(value);
    }

    /** Begins a message within the message; returns what {@link #end} has to be given. */
    int begin(int field) {
        tag(field, LENGTH_DELIMITED);
        ensure(1);
        // One byte holds most lengths; end() makes room for more.
        size++;
        return size;
    }

    void end(int start) {
        int length = size - start;
        int more = lengthBytes(length) - 1;
        if (more > 0) {
            ensure(more);
            System.arraycopy(bytes, start, bytes, start + more, length);
        }
        size = start - 1;
        varint(length);
        size += length;
    }

    private static int lengthBytes(int length) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(length | 1) + 6) / 7;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
