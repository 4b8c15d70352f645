package io.millrace.manticore.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON as UTF-8 bytes, appended to a buffer that is reused. Integers are always written in plain digits, since Manticore
 * reads a number with an exponent as a float even for a bigint column.
 *
 * <p>It stands in for Jackson's generator because it was measured to be 1.3 to 1.7 times as fast.
 */
public final class JsonBuffer {
    private static final int INITIAL = 1024;
    /** So that one large document does not occupy its memory for ever. */
    private static final int LARGEST_KEPT = 1 << 20;

    private static final int LONGEST_LONG = 20;
    private static final int SLICE = 4096;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[INITIAL];
    private int length;

    /** The number of bytes; pass it to {@link #cutTo} to remove what was appended since. */
    public int length() {
        return length;
    }

    public void cutTo(int newLength) {
        length = newLength;
        if (newLength == 0 && bytes.length > LARGEST_KEPT) {
            bytes = new byte[INITIAL];
        }
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    public JsonBuffer append(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Appends bytes unchanged. */
    public JsonBuffer append(byte[] utf8) {
        reserve(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
        return this;
    }

    /** Appends ASCII text unchanged. */
    public JsonBuffer append(String ascii) {
        int count = ascii.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    public JsonBuffer number(long value) {
        if (value == Long.MIN_VALUE) {
            return append("-9223372036854775808");
        }
        reserve(LONGEST_LONG);
        long rest = value;
        if (rest < 0) {
            bytes[length++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long power = 10; digits < LONGEST_LONG - 1 && rest >= power; power *= 10) {
            digits++;
        }
        int end = length + digits;
        for (int i = end - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length = end;
        return this;
    }

    /** A number from 0 to 2^64-1. */
    public JsonBuffer unsigned(long value) {
        return value >= 0 ? number(value) : append(Long.toUnsignedString(value));
    }

    /**
     * Text in quotation marks.
     *
     * @throws IllegalArgumentException when half of a surrogate pair is in it
     */
    public JsonBuffer string(String text) {
        append('"');
        int next = 0;
        while (next < text.length()) {
            next = characters(text, next, Math.min(text.length(), next + SLICE));
        }
        return append('"');
    }

    /** Whether valid UTF-8 is the same in JSON, having nothing that needs an escape. */
    public static boolean isPlain(byte[] utf8) {
        for (byte b : utf8) {
            if (b >= 0 && b < 0x20 || b == '"' || b == '\\') {
                return false;
            }
        }
        return true;
    }

    /** Appends characters of a text and returns where the next one starts; a surrogate pair at the end is kept whole. */
    private int characters(String text, int from, int to) {
        // A char becomes at most six bytes, as an escape.
        reserve(6 * (to - from) + 6);
        byte[] out = bytes;
        int at = length;
        int i = from;
        for (; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                if (c >= 0x20 && c != '"' && c != '\\') {
                    out[at++] = (byte) c;
                } else {
                    at = escape(out, at, c);
                }
            } else if (c < 0x800) {
                out[at++] = (byte) (0xc0 | c >> 6);
                out[at++] = (byte) (0x80 | c & 0x3f);
            } else if (Character.isSurrogate(c)) {
                at = pair(out, at, text, i++);
            } else {
                out[at++] = (byte) (0xe0 | c >> 12);
                out[at++] = (byte) (0x80 | c >> 6 & 0x3f);
                out[at++] = (byte) (0x80 | c & 0x3f);
            }
        }
        length = at;
        return i;
    }

    private static int pair(byte[] out, int start, String text, int index) {
        int point = text.codePointAt(index);
        if (!Character.isSupplementaryCodePoint(point)) {
            throw new IllegalArgumentException("Half of a surrogate pair is not text");
        }
        int at = start;
        out[at++] = (byte) (0xf0 | point >> 18);
        out[at++] = (byte) (0x80 | point >> 12 & 0x3f);
        out[at++] = (byte) (0x80 | point >> 6 & 0x3f);
        out[at++] = (byte) (0x80 | point & 0x3f);
        return at;
    }

    private static int escape(byte[] out, int start, char c) {
        int at = start;
        out[at++] = '\\';
        switch (c) {
            case '"', '\\' -> out[at++] = (byte) c;
            case '\n' -> out[at++] = 'n';
            case '\r' -> out[at++] = 'r';
            case '\t' -> out[at++] = 't';
            default -> {
                out[at++] = 'u';
                out[at++] = '0';
                out[at++] = '0';
                out[at++] = HEX[c >> 4];
                out[at++] = HEX[c & 0xf];
            }
        }
        return at;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    /** The content as text. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
