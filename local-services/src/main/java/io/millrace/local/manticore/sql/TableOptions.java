package io.millrace.local.manticore.sql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What becomes of the options of CREATE TABLE: unknown ones are dropped without a word. */
final class TableOptions {
    /** In the order in which SHOW CREATE TABLE lists them. */
    private static final List<String> KNOWN = List.of(
            "min_prefix_len",
            "min_infix_len",
            "index_exact_words",
            "html_strip",
            "charset_table",
            "ngram_len",
            "ngram_chars",
            "morphology",
            "stopwords",
            "min_word_len",
            "rt_mem_limit");

    private TableOptions() {}

    static Map<String, String> effective(Map<String, String> given) {
        Map<String, String> all = new LinkedHashMap<>(given);
        boolean parts = given.containsKey("min_infix_len") || given.containsKey("min_prefix_len");
        if (parts && given.containsKey("morphology")) {
            all.put("index_exact_words", "1");
        }
        all.computeIfPresent("rt_mem_limit", (name, size) -> Long.toString(bytes(size)));
        Map<String, String> effective = new LinkedHashMap<>();
        for (String name : KNOWN) {
            if (all.containsKey(name)) {
                effective.put(name, all.get(name));
            }
        }
        return effective;
    }

    private static long bytes(String size) {
        String digits = size.replaceAll("\\D", "");
        long number = digits.isEmpty() ? 0 : Long.parseLong(digits);
        return switch (size.isEmpty() ? ' ' : size.toUpperCase(Locale.ROOT).charAt(size.length() - 1)) {
            case 'K' -> number << 10;
            case 'M' -> number << 20;
            case 'G' -> number << 30;
            default -> number;
        };
    }
}
