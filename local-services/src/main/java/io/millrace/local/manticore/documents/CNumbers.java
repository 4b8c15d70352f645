package io.millrace.local.manticore.documents;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text read as numbers the way C's library functions do it: as far as it goes, and 0 where nothing can be read. */
final class CNumbers {
    private static final Pattern DECIMAL = Pattern.compile("\\s*([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)");
    private static final Pattern SPECIAL = Pattern.compile("\\s*([-+]?)(nan|inf)");
    private static final long LARGEST_TENTH = Long.divideUnsigned(-1, 10);

    private CNumbers() {}

    /** As strtoll: what is too large becomes the largest. */
    static long toLong(byte[] text) {
        Digits digits = new Digits(text);
        boolean tooLarge = digits.overflow || digits.magnitude < 0;
        if (digits.negative) {
            return tooLarge ? Long.MIN_VALUE : -digits.magnitude;
        }
        return tooLarge ? Long.MAX_VALUE : digits.magnitude;
    }

    /** As strtoull: a minus sign wraps, what is too large becomes 2^64-1. */
    static long toUnsignedLong(byte[] text) {
        Digits digits = new Digits(text);
        if (digits.overflow) {
            return -1;
        }
        return digits.negative ? -digits.magnitude : digits.magnitude;
    }

    static float toFloat(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher special = SPECIAL.matcher(text.toLowerCase(Locale.ROOT));
        if (special.lookingAt()) {
            float value = "nan".equals(special.group(2)) ? Float.NaN : Float.POSITIVE_INFINITY;
            return "-".equals(special.group(1)) ? -value : value;
        }
        Matcher decimal = DECIMAL.matcher(text);
        return decimal.lookingAt() ? (float) Double.parseDouble(String.valueOf(decimal.group(1))) : 0;
    }

    /** Blanks, a sign, digits, and whatever comes behind. */
    private static final class Digits {
        private final boolean negative;
        private boolean overflow;
        private long magnitude;

        Digits(byte[] text) {
            int at = 0;
            while (at < text.length && Character.isWhitespace(text[at])) {
                at++;
            }
            negative = at < text.length && text[at] == '-';
            if (at < text.length && (text[at] == '-' || text[at] == '+')) {
                at++;
            }
            for (; at < text.length && text[at] >= '0' && text[at] <= '9'; at++) {
                append(text[at] - '0');
            }
        }

        private void append(int digit) {
            overflow |= Long.compareUnsigned(magnitude, LARGEST_TENTH) > 0;
            long tens = magnitude * 10;
            magnitude = tens + digit;
            overflow |= Long.compareUnsigned(magnitude, tens) < 0;
        }
    }
}
