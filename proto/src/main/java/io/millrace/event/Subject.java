package io.millrace.event;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where the events of one partition of one table are published: {@code cdc.<source>.<database>.<table>.<partition>}.
 * The parts are plain names; {@link #toString()} gives the subject with the parts escaped, and {@link #parse} is its
 * inverse.
 */
public record Subject(String source, String database, String table, int partition) {
    public static final String PREFIX = "cdc";

    /** @throws IllegalArgumentException for an empty part or a negative partition */
    public Subject {
        if (source.isEmpty() || database.isEmpty() || table.isEmpty() || partition < 0) {
            throw new IllegalArgumentException("A subject needs a source, a database, a table and a partition from 0: '"
                    + source + "', '" + database + "', '" + table + "', " + partition);
        }
    }

    /** @throws IllegalArgumentException if the subject is not one of ours; {@code …products.01} is not */
    public static Subject parse(String subject) {
        String[] tokens = subject.split("\\.", -1);
        if (tokens.length != 5 || !tokens[0].equals(PREFIX)) {
            throw notOurs(subject, null);
        }
        Subject parsed;
        try {
            parsed = new Subject(
                    unescape(tokens[1]), unescape(tokens[2]), unescape(tokens[3]), Integer.parseUnsignedInt(tokens[4]));
        } catch (IllegalArgumentException e) {
            throw notOurs(subject, e);
        }
        if (!parsed.toString().equals(subject)) {
            throw notOurs(subject, null);
        }
        return parsed;
    }

    /** Empty if the subject is not one of ours. */
    public static Optional<Subject> find(String subject) {
        try {
            return Optional.of(parse(subject));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The subjects of a table without the partition: {@code cdc.<source>.<database>.<table>}. */
    public static String of(SourceTable table) {
        return PREFIX + '.' + escape(table.source()) + '.' + escape(table.database()) + '.' + escape(table.table());
    }

    /**
     * Whether NATS takes a subject, or the beginning of one, for one of a pattern's.
     *
     * @param pattern with {@code *} for any token; not with {@code >}
     */
    public static boolean matches(String pattern, String subject) {
        String[] wanted = pattern.split("\\.", -1);
        String[] tokens = subject.split("\\.", -1);
        boolean matches = wanted.length == tokens.length;
        for (int i = 0; matches && i < wanted.length; i++) {
            matches = wanted[i].equals("*") || wanted[i].equals(tokens[i]);
        }
        return matches;
    }

    @Override
    public String toString() {
        return of(SourceTable.of(this)) + '.' + partition;
    }

    /**
     * A name as one token of a subject. NATS splits subjects at dots, treats {@code *} and {@code >} as wildcards, and
     * forbids white space and control characters; these and {@code %} become {@code %XX} per UTF-8 byte, everything
     * else stays readable.
     */
    public static String escape(String name) {
        StringBuilder token = new StringBuilder(name.length());
        name.codePoints().forEach(c -> {
            if (c == '.'
                    || c == '*'
                    || c == '>'
                    || c == '%'
                    || Character.isWhitespace(c)
                    || Character.isISOControl(c)) {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    token.append(String.format("%%%02X", b & 0xff));
                }
            } else {
                token.appendCodePoint(c);
            }
        });
        return token.toString();
    }

    private static String unescape(String token) {
        if (token.indexOf('%') < 0) {
            return token;
        }
        // URLDecoder would turn a plus into a space; protect it.
        return java.net.URLDecoder.decode(token.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException notOurs(
            String subject, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException(
                "'" + subject + "' is not a subject of the form cdc.<source>.<database>.<table>.<partition>", cause);
    }
}
