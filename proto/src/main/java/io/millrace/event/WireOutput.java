package io.millrace.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes protobuf's wire format in one pass: the generated classes need objects for all parts of a row and compute
 * every size first, which is most of the work when millions of rows are written. The output is byte for byte that of
 * the generated classes if the caller writes fields in the order of their numbers and omits fields that have the
 * default value. Not thread-safe.
 */
public final class WireOutput {
    public static final int VARINT = 0;
    public static final int FIXED64 = 1;
    public static final int LENGTH_DELIMITED = 2;
    public static final int FIXED32 = 5;

    private static final int TYPE_BITS = 3;
    private static final int MAX_VARINT_BYTES = 10;
    private static final int FIRST_SIZE = 8 << 10;
    private static final int LARGEST_KEPT_SIZE = 1 << 20;

    private final int limit;
    private byte[] bytes = new byte[FIRST_SIZE];
    private int size;

    public WireOutput() {
        this(Integer.MAX_VALUE);
    }

    /** @param limit from about how many bytes on a write fails with a {@link LimitException}, instead of filling the memory */
    public WireOutput(int limit) {
        this.limit = limit;
    }

    /** More was written than the limit allows. What was written before is still there. */
    public static final class LimitException extends RuntimeException {
        private LimitException(String message) {
            super(message, null, false, false);
        }
    }

    /** What was written since the last call. */
    public byte[] take() {
        byte[] taken = copy(0, size);
        size = 0;
        if (bytes.length > LARGEST_KEPT_SIZE) {
            bytes = new byte[FIRST_SIZE];
        }
        return taken;
    }

    public int size() {
        return size;
    }

    /** Discards everything after the first bytes. */
    public void cutTo(int earlierSize) {
        size = earlierSize;
    }

    public byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Begins a nested message; pass the result to {@link #end}. */
    public int begin(int field) {
        tag(field, LENGTH_DELIMITED);
        ensure(1);
        // One byte holds most lengths; end() makes room for more.
        size++;
        return size;
    }

    public void end(int start) {
        int length = size - start;
        int more = varintBytes(length) - 1;
        if (more > 0) {
            ensure(more);
            System.arraycopy(bytes, start, bytes, start + more, length);
        }
        size = start - 1;
        varint(length);
        size += length;
    }

    /** A field of type int32, int64, uint32, uint64, bool (1 for true) or enum. */
    public void varint(int field, long value) {
        tag(field, VARINT);
        varint(value);
    }

    /** A field of type sint32 or sint64. */
    public void zigzag(int field, long value) {
        tag(field, VARINT);
        zigzag(value);
    }

    /** A field of type fixed32 or float. */
    public void fixed32(int field, int value) {
        tag(field, FIXED32);
        fixed32(value);
    }

    /** A field of type fixed64 or double. */
    public void fixed64(int field, long value) {
        tag(field, FIXED64);
        fixed64(value);
    }

    public void field(int field, String value) {
        // Each character takes a byte or more: nothing is made of a text that cannot fit.
        requireRoom(value.length());
        field(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A field of type bytes, string or message. */
    public void field(int field, byte[] value) {
        tag(field, LENGTH_DELIMITED);
        varint(value.length);
        raw(value);
    }

    /** A field of type bytes, string or message; the buffer is read to its end. */
    public void field(int field, ByteBuffer value) {
        tag(field, LENGTH_DELIMITED);
        int length = value.remaining();
        varint(length);
        ensure(length);
        value.get(bytes, size, length);
        size += length;
    }

    public void tag(int field, int wireType) {
        varint((long) field << TYPE_BITS | wireType);
    }

    public void varint(long value) {
        ensure(MAX_VARINT_BYTES);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    public void zigzag(long value) {
        varint(value << 1 ^ value >> 63);
    }

    public void fixed32(int value) {
        ensure(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    public void fixed64(long value) {
        ensure(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** Fields that are already encoded. */
    public void raw(byte[] fields) {
        ensure(fields.length);
        System.arraycopy(fields, 0, bytes, size, fields.length);
        size += fields.length;
    }

    private static int varintBytes(int value) {
        return (Integer.SIZE - Integer.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            requireRoom(more);
            bytes = Arrays.copyOf(bytes, Math.max(Math.multiplyExact(bytes.length, 2), Math.addExact(size, more)));
        }
    }

    private void requireRoom(int more) {
        if (more > limit - size) {
            throw new LimitException("More than " + limit + " bytes");
        }
    }
}
