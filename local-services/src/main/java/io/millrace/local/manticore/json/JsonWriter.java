package io.millrace.local.manticore.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows the bytes of an answer. Strings are taken as bytes and need not be UTF-8, as in Manticore's answers. */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final int LONGEST_ESCAPE = 6;

    private byte[] bytes = new byte[512];
    private int length;

    /** A text as a JSON string. */
    public static String quoted(String text) {
        return new String(new JsonWriter().text(text).toBytes(), StandardCharsets.UTF_8);
    }

    /** Text as it is, without quotes. */
    public JsonWriter raw(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return raw(encoded, 0, encoded.length);
    }

    public JsonWriter raw(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return this;
    }

    public JsonWriter raw(byte[] source) {
        return raw(source, 0, source.length);
    }

    public JsonWriter number(long value) {
        return raw(Long.toString(value));
    }

    public JsonWriter text(String value) {
        return text(value.getBytes(StandardCharsets.UTF_8));
    }

    public JsonWriter text(byte[] value) {
        reserve(value.length + 2);
        bytes[length++] = '"';
        for (byte b : value) {
            reserve(LONGEST_ESCAPE);
            escape(b);
        }
        reserve(1);
        bytes[length++] = '"';
        return this;
    }

    private void escape(byte b) {
        switch (b) {
            case '"', '\\' -> pair(b);
            case '\n' -> pair((byte) 'n');
            case '\r' -> pair((byte) 'r');
            case '\t' -> pair((byte) 't');
            case '\b' -> pair((byte) 'b');
            case '\f' -> pair((byte) 'f');
            default -> {
                if (b >= 0 && b < ' ') {
                    pair((byte) 'u');
                    bytes[length++] = '0';
                    bytes[length++] = '0';
                    bytes[length++] = HEX[b >> 4];
                    bytes[length++] = HEX[b & 15];
                } else {
                    bytes[length++] = b;
                }
            }
        }
    }

    private void pair(byte code) {
        bytes[length++] = '\\';
        bytes[length++] = code;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
