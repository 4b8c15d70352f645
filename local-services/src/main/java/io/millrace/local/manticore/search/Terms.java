package io.millrace.local.manticore.search;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text as the words that full-text search knows: letters without case and accents, digits, underscores. */
final class Terms {
    private Terms() {}

    static List<String> of(byte[] text) {
        int at = 0;
        while (at < text.length && text[at] >= 0) {
            at++;
        }
        return at == text.length ? ofAscii(text) : of(new String(text, StandardCharsets.UTF_8));
    }

    /** The same as of any text, only faster. */
    private static List<String> ofAscii(byte[] text) {
        List<String> terms = new ArrayList<>();
        byte[] lower = new byte[text.length];
        int start = 0;
        for (int at = 0; at <= text.length; at++) {
            if (at < text.length && isTermPart(text[at])) {
                lower[at] = (byte) Character.toLowerCase(text[at]);
            } else {
                if (at > start) {
                    terms.add(new String(lower, start, at - start, StandardCharsets.ISO_8859_1));
                }
                start = at + 1;
            }
        }
        return terms;
    }

    static List<String> of(String text) {
        List<String> terms = new ArrayList<>();
        StringBuilder term = new StringBuilder();
        folded(text).codePoints().forEach(c -> {
            boolean alone = Character.isIdeographic(c);
            if (alone || !isTermPart(c)) {
                finish(term, terms);
            }
            if (isTermPart(c)) {
                term.appendCodePoint(c);
            }
            if (alone) {
                finish(term, terms);
            }
        });
        finish(term, terms);
        return terms;
    }

    static boolean isTermPart(int c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static void finish(StringBuilder term, List<String> terms) {
        if (term.length() > 0) {
            terms.add(term.toString());
            term.setLength(0);
        }
    }

    private static String folded(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.chars().allMatch(c -> c < 128)) {
            return lower;
        }
        return Normalizer.normalize(lower, Normalizer.Form.NFD).replaceAll("\\p{Mn}", "");
    }
}
