package io.millrace.local.manticore.json;

import java.nio.charset.StandardCharsets;

/** Escapes in JSON strings. */
final class JsonText {
    private JsonText() {}

    /** Where the first escape stands that means nothing, or -1. */
    static int firstBadEscape(byte[] text, int start, int end) {
        int at = start;
        while (at < end) {
            if (text[at] != '\\') {
                at++;
                continue;
            }
            int length = escapeLength(text, at, end);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    private static int escapeLength(byte[] text, int at, int end) {
        return switch (text[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
            case 'u' -> {
                int first = unit(text, at, end);
                if (first < 0 || Character.isLowSurrogate((char) first)) {
                    yield 0;
                }
                if (!Character.isHighSurrogate((char) first)) {
                    yield 6;
                }
                int second = unit(text, at + 6, end);
                yield second >= 0 && Character.isLowSurrogate((char) second) ? 12 : 0;
            }
            default -> 0;
        };
    }

    /** The UTF-16 unit of the escape at {@code at}, or -1 when it is none. */
    private static int unit(byte[] text, int at, int end) {
        if (at + 6 > end || text[at] != '\\' || text[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** The string with its escapes resolved, up to the first NUL: to a program in C that is its end. */
    static byte[] unescape(byte[] text, int start, int end) {
        byte[] plain = new byte[end - start];
        int length = 0;
        int at = start;
        while (at < end) {
            if (text[at] != '\\') {
                plain[length++] = text[at++];
                continue;
            }
            byte code = text[at + 1];
            if (code == 'u') {
                int point = unit(text, at, end);
                at += 6;
                if (Character.isHighSurrogate((char) point)) {
                    point = Character.toCodePoint((char) point, (char) unit(text, at, end));
                    at += 6;
                }
                byte[] encoded = Character.toString(point).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(encoded, 0, plain, length, encoded.length);
                length += encoded.length;
            } else {
                plain[length++] = control(code);
                at += 2;
            }
        }
        return untilNul(plain, length);
    }

    private static byte control(byte code) {
        return switch (code) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> code;
        };
    }

    private static byte[] untilNul(byte[] text, int length) {
        int end = 0;
        while (end < length && text[end] != 0) {
            end++;
        }
        return java.util.Arrays.copyOf(text, end);
    }
}
