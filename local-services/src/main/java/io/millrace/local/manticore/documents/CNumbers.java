package io.millrace.local.manticore.documents;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text read as numbers the way C's library functions do it: as far as it goes, and 0 where nothing can be read. */
final class CNumbers {
    private static final Pattern DECIMAL = Pattern.compile("\\s*([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)");
    private static final Pattern SPECIAL = Pattern.compile("\\s*([-+]?)(nan|inf)");

    private CNumbers() {}

    /** The digits at the beginning; what does not fit wraps. */
    static long toLong(byte[] text) {
        int at = 0;
        while (at < text.length && Character.isWhitespace(text[at])) {
            at++;
        }
        boolean negative = at < text.length && text[at] == '-';
        if (negative || at < text.length && text[at] == '+') {
            at++;
        }
        long value = 0;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            value = value * 10 + (text[at++] - '0');
        }
        return negative ? -value : value;
    }

    static float toFloat(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher special = SPECIAL.matcher(text.toLowerCase(Locale.ROOT));
        if (special.lookingAt()) {
            float value = special.group(2).equals("nan") ? Float.NaN : Float.POSITIVE_INFINITY;
            return special.group(1).equals("-") ? -value : value;
        }
        Matcher decimal = DECIMAL.matcher(text);
        return decimal.lookingAt() ? (float) Double.parseDouble(decimal.group(1)) : 0;
    }
}
