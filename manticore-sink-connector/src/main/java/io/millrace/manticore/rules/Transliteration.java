package io.millrace.manticore.rules;

import com.anyascii.AnyAscii;

/** Text of any alphabet in ASCII. */
final class Transliteration {
    private static final int ASCII = 0x80;

    private Transliteration() {}

    /** ASCII stays as it is; other characters become letters and digits, or nothing. */
    static String of(String text) {
        StringBuilder out = new StringBuilder();
        boolean afterWord = false;
        for (int point : text.codePoints().toArray()) {
            String letters = point < ASCII
                    ? Character.toString(point)
                    : AnyAscii.transliterate(point).replaceAll("[^A-Za-z0-9]", "");
            boolean word = Character.isIdeographic(point);
            if (letters.isEmpty()) {
                continue;
            }
            boolean joined = !out.isEmpty()
                    && Character.isLetterOrDigit(out.charAt(out.length() - 1))
                    && Character.isLetterOrDigit(letters.charAt(0));
            if (joined && (word || afterWord)) {
                out.append('_');
            }
            out.append(letters);
            afterWord = word;
        }
        return out.toString();
    }
}
