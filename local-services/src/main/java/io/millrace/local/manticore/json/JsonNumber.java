package io.millrace.local.manticore.json;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** The text of numbers, as C reads it. */
public final class JsonNumber {
    private static final BigInteger LARGEST_UNSIGNED =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final BigInteger SMALLEST = BigInteger.valueOf(Long.MIN_VALUE);

    private JsonNumber() {}

    /** How many bytes from {@code start} are a number; 0 when there is none. */
    public static int length(byte[] text, int start, int end) {
        int at = start;
        if (text[at] == '-') {
            at++;
        } else if (text[at] < '0' || text[at] > '9') {
            return 0;
        }
        int digits = at;
        at = skipDigits(text, at, end);
        int count = at - digits;
        if (at < end && text[at] == '.') {
            int fraction = at + 1;
            at = skipDigits(text, fraction, end);
            count += at - fraction;
        }
        if (count == 0) {
            return 0;
        }
        if (at < end && (text[at] == 'e' || text[at] == 'E')) {
            int exponent = at + 1;
            if (exponent < end && (text[exponent] == '-' || text[exponent] == '+')) {
                exponent++;
            }
            int after = skipDigits(text, exponent, end);
            if (after > exponent) {
                at = after;
            }
        }
        return at - start;
    }

    private static int skipDigits(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at;
    }

    /** Whether it is written without fraction and exponent and lies in -2^63 … 2^64-1. */
    public static boolean isInteger(byte[] text, int start, int end) {
        int at = start < end && text[start] == '-' ? start + 1 : start;
        if (skipDigits(text, at, end) != end) {
            return false;
        }
        if (end - start <= 18) {
            return true;
        }
        BigInteger value = new BigInteger(new String(text, start, end - start, StandardCharsets.US_ASCII));
        return value.compareTo(SMALLEST) >= 0 && value.compareTo(LARGEST_UNSIGNED) <= 0;
    }

    /** The value of an integer; from 2^63 on, its two's complement. */
    public static long toLong(byte[] text, int start, int end) {
        boolean negative = start < end && text[start] == '-';
        long value = 0;
        for (int at = negative ? start + 1 : start; at < end; at++) {
            value = value * 10 + (text[at] - '0');
        }
        return negative ? -value : value;
    }

    public static double toDouble(byte[] text, int start, int end) {
        return Double.parseDouble(new String(text, start, end - start, StandardCharsets.US_ASCII));
    }
}
