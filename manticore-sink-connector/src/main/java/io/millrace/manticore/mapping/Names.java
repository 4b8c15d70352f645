package io.millrace.manticore.mapping;

import io.millrace.manticore.index.TableSchema;
import java.util.Locale;
import java.util.Set;

/** How source names become names in Manticore: lower case, letters, digits and underscores. */
final class Names {
    /** The document id, and what this connector keeps in each document. */
    private static final Set<String> TAKEN = Set.of("id", TableSchema.EVENT_ID, TableSchema.ROW_KEY);

    private Names() {}

    /** Manticore lower-cases names itself and knows no other characters, even in backticks. */
    static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length() + 1);
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            plain.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' ? c : '_');
        }
        return Character.isDigit(plain.charAt(0)) ? "_" + plain : plain.toString();
    }

    /** A column's name; one that is taken gets an underscore at its end. */
    static String column(String name) {
        String plain = plain(name);
        return TAKEN.contains(plain) ? plain + '_' : plain;
    }
}
