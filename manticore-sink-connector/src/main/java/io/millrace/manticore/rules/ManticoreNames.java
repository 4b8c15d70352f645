package io.millrace.manticore.rules;

import io.millrace.manticore.document.TableSchema;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns names of the source into names in Manticore, which have lower-case letters, digits and underscores only. Other
 * alphabets are transliterated. Different names may become the same.
 */
public final class ManticoreNames {
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
            // CREATE TABLE system makes a table systemsystem.
            "system",
            "token",
            "true",
            "millrace_tombstones",
            "millrace_expirations");

    /** Manticore creates longer names and cannot save their tables, or crashes. */
    private static final int LONGEST_TABLE = 200;

    private static final int HASH_DIGITS = 6;

    private ManticoreNames() {}

    /** A table's name; one that is taken gets an underscore at its end. */
    static String table(String name) {
        String plain = free(readable(name), TAKEN_TABLES);
        return plain.length() > LONGEST_TABLE
                ? plain.substring(0, LONGEST_TABLE - HASH_DIGITS - 1) + '_' + hash(name, HASH_DIGITS)
                : plain;
    }

    /** A column's name; one that is taken gets an underscore at its end. */
    public static String column(String name) {
        return free(readable(name), TAKEN_COLUMNS);
    }

    /** What {@link #table} was before other alphabets were transliterated. */
    static String formerTable(String name) {
        return free(underscored(name), TAKEN_TABLES);
    }

    /** What {@link #column} was before other alphabets were transliterated. */
    public static String formerColumn(String name) {
        return free(underscored(name), TAKEN_COLUMNS);
    }

    /** A column's name with the first digits of the hash of its name in the source; it depends on nothing else. */
    public static String distinctColumn(String name, int digits) {
        return column(name) + '_' + hash(name, digits);
    }

    private static String free(String name, Set<String> taken) {
        return taken.contains(name) ? name + '_' : name;
    }

    private static String readable(String name) {
        String ascii = Transliteration.of(name);
        return underscored(ascii.isEmpty() ? "name_" + hash(name, HASH_DIGITS) : ascii);
    }

    private static String hash(String name, int digits) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, digits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Whether Manticore has tables of exactly this name. */
    static boolean canBeTable(String name) {
        return VALID.matcher(name).matches() && !TAKEN_TABLES.contains(name);
    }

    static boolean canBeColumn(String name) {
        return VALID.matcher(name).matches() && !TAKEN_COLUMNS.contains(name);
    }

    /** Manticore lower-cases names itself and accepts no other characters, even in backticks. */
    private static String underscored(String name) {
        StringBuilder plain = new StringBuilder(name.length() + 1);
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            plain.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' ? c : '_');
        }
        return Character.isDigit(plain.charAt(0)) ? "_" + plain : plain.toString();
    }
}
