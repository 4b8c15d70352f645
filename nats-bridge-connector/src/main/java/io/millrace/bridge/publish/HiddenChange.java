package io.millrace.bridge.publish;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a statement does to rows without an event for each of them.
 *
 * @param reason why the tables have to be audited, as a sentence
 * @param wholeDatabase whether it concerns all tables of its database
 */
record HiddenChange(String reason, boolean wholeDatabase) {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

    /** Names in quotes, and words. */
    private static final Pattern NAME = Pattern.compile("`((?:[^`]|``)+)`|\"((?:[^\"]|\"\")+)\"|([\\p{L}\\p{N}_$]+)");

    /** Found together, since a comment may contain a quotation mark and a literal the beginning of a comment. */
    private static final Pattern LITERAL_OR_COMMENT = Pattern.compile(
            "'(?:[^'\\\\]++|\\\\.|'')*+'|\"(?:[^\"\\\\]++|\\\\.|\"\")*+\"|`[^`]*+`"
                    + "|/\\*(?!!).*?\\*/|(?:#|--(?=\\s))[^\\n]*+",
            Pattern.DOTALL);

    private static final Pattern OF_A_TABLE =
            Pattern.compile("(?:CREATE|ALTER|DROP|RENAME)\\s+(?:TEMPORARY\\s+)?TABLES?\\b.*", FLAGS);
    private static final Pattern DROP = Pattern.compile("DROP\\s+TABLES?\\b.*", FLAGS);
    private static final Pattern DROP_DATABASE = Pattern.compile("DROP\\s+(?:DATABASE|SCHEMA)\\b.*", FLAGS);
    private static final Pattern RENAME = Pattern.compile(
            "RENAME\\s+TABLES?\\b.*|ALTER\\s+TABLE\\b.*\\bRENAME\\b(?!\\s+(?:COLUMN|INDEX|KEY)\\b).*", FLAGS);
    private static final Pattern PARTITION =
            Pattern.compile("ALTER\\s+TABLE\\b.*\\b(?:TRUNCATE|DROP|EXCHANGE|DISCARD|IMPORT)\\s+PARTITION\\b.*", FLAGS);
    private static final Pattern TABLESPACE =
            Pattern.compile("ALTER\\s+TABLE\\b.*\\b(?:DISCARD|IMPORT)\\s+TABLESPACE\\b.*", FLAGS);
    private static final Pattern VALUES = Pattern.compile(
            "ALTER\\s+TABLE\\b.*(?:\\b(?:MODIFY|CHANGE)\\b|\\bCONVERT\\s+TO\\b|\\bRENAME\\s+COLUMN\\b"
                    + "|\\bADD\\b(?!\\s+(?:PRIMARY|UNIQUE|INDEX|KEY|CONSTRAINT|FULLTEXT|SPATIAL|FOREIGN|CHECK|PARTITION)\\b)"
                    + ".*\\b(?:DEFAULT(?!\\s+NULL)|NOT\\s+NULL|AS|AUTO_INCREMENT|SERIAL)\\b).*",
            FLAGS);

    /** Empty for a statement that changes no row. */
    static Optional<HiddenChange> of(SchemaChange change) {
        String words = LITERAL_OR_COMMENT
                .matcher(change.statement())
                .replaceAll(match -> "'\"`".indexOf(match.group().charAt(0)) < 0 ? " " : "``")
                .strip();
        if (DROP_DATABASE.matcher(words).matches()) {
            return Optional.of(new HiddenChange(
                    "The database was dropped; the rows that its tables had are still in the index", true));
        }
        if (change.tables().isEmpty() && OF_A_TABLE.matcher(words).matches()) {
            return found(
                    "Debezium could not parse a statement and so may take the table's columns for others than they are");
        }
        if (DROP.matcher(words).matches()) {
            return found("The table was dropped; the rows that it had are still in the index");
        }
        if (RENAME.matcher(words).matches()) {
            return found("The table was renamed, or got the name of another one, with its rows");
        }
        if (PARTITION.matcher(words).matches()) {
            return found("Rows of a partition were removed or exchanged without events");
        }
        if (TABLESPACE.matcher(words).matches()) {
            return found("The table's rows were replaced without events");
        }
        if (VALUES.matcher(words).matches()) {
            return found("Columns of existing rows may have changed without events");
        }
        return Optional.empty();
    }

    /** Everything in the statement that may be the name of a table or a database, in small letters. */
    static Set<String> names(String statement) {
        Set<String> names = new HashSet<>();
        NAME.matcher(statement).results().map(HiddenChange::name).forEach(names::add);
        return names;
    }

    private static String name(MatchResult match) {
        for (int group = 1; group <= match.groupCount(); group++) {
            if (match.group(group) != null) {
                return match.group(group)
                        .replace("``", "`")
                        .replace("\"\"", "\"")
                        .toLowerCase(Locale.ROOT);
            }
        }
        throw new IllegalStateException("A name is one of these");
    }

    private static Optional<HiddenChange> found(String reason) {
        return Optional.of(new HiddenChange(reason, false));
    }
}
