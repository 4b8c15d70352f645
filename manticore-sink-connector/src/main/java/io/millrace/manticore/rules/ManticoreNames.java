package io.millrace.manticore.rules;

import io.millrace.manticore.document.TableSchema;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns names of the source into names in Manticore, which have lower-case letters, digits and underscores only. */
final class ManticoreNames {
    private static final Pattern VALID = Pattern.compile("[a-z_][a-z0-9_]*");

    /** The document id, and what this connector keeps in each document. */
    private static final Set<String> TAKEN_COLUMNS = Set.of("id", TableSchema.EVENT_ID, TableSchema.ROW_KEY);

    /** No table can have one of these names, not even in backticks. The last one is the connector's own. */
    private static final Set<String> TAKEN_TABLES = Set.of(
            "and",
            "as",
            "by",
            "columnarscan",
            "distinct",
            "div",
            "docidindex",
            "explain",
            "facet",
            "false",
            "force",
            "from",
            "hybrid_match",
            "ignore",
            "in",
            "indexes",
            "inner",
            "is",
            "join",
            "knn",
            "left",
            "limit",
            "mod",
            "no_columnarscan",
            "no_docidindex",
            "no_secondaryindex",
            "not",
            "null",
            "offset",
            "on",
            "or",
            "order",
            "reload",
            "secondaryindex",
            "select",
            "sysfilters",
            "token",
            "true",
            "millrace_tombstones",
            "millrace_expirations");

    private ManticoreNames() {}

    /** A table's name; one that is taken gets an underscore at its end. */
    static String table(String name) {
        String plain = plain(name);
        return TAKEN_TABLES.contains(plain) ? plain + '_' : plain;
    }

    /** A column's name; one that is taken gets an underscore at its end. */
    static String column(String name) {
        String plain = plain(name);
        return TAKEN_COLUMNS.contains(plain) ? plain + '_' : plain;
    }

    /** Whether Manticore has tables of exactly this name. */
    static boolean canBeTable(String name) {
        return VALID.matcher(name).matches() && !TAKEN_TABLES.contains(name);
    }

    static boolean canBeColumn(String name) {
        return VALID.matcher(name).matches() && !TAKEN_COLUMNS.contains(name);
    }

    /** Manticore lower-cases names itself and accepts no other characters, even in backticks. */
    private static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length() + 1);
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            plain.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' ? c : '_');
        }
        return Character.isDigit(plain.charAt(0)) ? "_" + plain : plain.toString();
    }
}
