package io.millrace.manticore.mapping;

import io.millrace.event.CanonicalKey;
import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.encoding.ExactInteger;
import io.millrace.manticore.encoding.UnfitValueException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * The document of a row, which follows from the {@link CanonicalKey} alone: a single integer from 1 to 2^63-1 is the
 * document id itself, every other key is hashed to 63 bits. Ids never have the top bit, since a real server silently
 * does not find such ids in a disk chunk that holds lower ones too.
 *
 * <p>Where integer keys are the ids, the hash of a key that cannot be one (0, a negative, one above 2^63-1) gets the next
 * bit, so that it meets no id of another row but the largest. The hash is the beginning of SHA-256, so that nobody can make
 * keys that collide.
 */
final class DocumentKeys {
    private static final long NUMBER_BIT = 1L << 62;
    private static final char UNREADABLE = '\uFFFD';
    private static final Pattern NUMBER = Pattern.compile("\\[-?[0-9.]+]");
    private static final Pattern SHORT_NUMBER = Pattern.compile("\\[[0-9]{1,19}]");

    private DocumentKeys() {}

    static DocumentKey of(Row key) throws UnfitValueException {
        if (key.getColumnsCount() == 1) {
            long number = number(key.getColumns(0));
            return number > 0 ? DocumentKey.natural(number) : of(text(key));
        }
        return of(text(key));
    }

    /**
     * The same where one column of the key was chosen to be the id. The whole key is kept too, unless it is that column
     * alone, to distinguish two rows with one id.
     */
    static DocumentKey of(Row key, Column id) throws UnfitValueException {
        if (key.getColumnsCount() == 1) {
            return of(key);
        }
        long number = number(id);
        String rowKey = text(key);
        return new DocumentKey(number > 0 ? number : hash(rowKey) | NUMBER_BIT, rowKey);
    }

    /** The document of a key in its canonical form. */
    static DocumentKey of(String rowKey) {
        if (SHORT_NUMBER.matcher(rowKey).matches()) {
            // Digits beyond 2^63-1 become a negative number.
            long number = Long.parseUnsignedLong(rowKey.substring(1, rowKey.length() - 1));
            if (number > 0) {
                return DocumentKey.natural(number);
            }
        }
        long hash = hash(rowKey);
        return new DocumentKey(NUMBER.matcher(rowKey).matches() ? hash | NUMBER_BIT : hash, rowKey);
    }

    /**
     * Refuses a key in which Debezium has put U+FFFD for bytes of the binlog that it cannot read: the row's document from
     * a snapshot has another key, and other rows may have this one.
     */
    static void requireReadable(Row key) throws UnfitValueException {
        for (Column column : key.getColumnsList()) {
            if (column.getStringValue().indexOf(UNREADABLE) >= 0) {
                throw new UnfitValueException(
                        "column " + column.getName() + " of the key contains U+FFFD, which stands for"
                                + " bytes of the binlog that Debezium cannot read, so that the row's document is unknown; ALTER"
                                + " TABLE … CONVERT TO CHARACTER SET utf8mb4, replace the character in the key, and read the"
                                + " table again");
            }
        }
    }

    /** Whether a key of one column of a type is the document's id if it is 1 or more. */
    static boolean maybeNatural(Type type) {
        return ExactInteger.possible(type) && type != Type.BOOL;
    }

    /** What an integer that fits is, else 0 or less. */
    private static long number(Column column) {
        if (!maybeNatural(column.getType())) {
            return 0;
        }
        return column.hasUintValue() ? column.getUintValue() : column.getIntValue();
    }

    /** From 1 to 2^63-1. */
    private static long hash(String rowKey) {
        long hash =
                ByteBuffer.wrap(sha256(rowKey.getBytes(StandardCharsets.UTF_8))).getLong() & Long.MAX_VALUE;
        return hash == 0 ? 1 : hash;
    }

    private static String text(Row key) throws UnfitValueException {
        if (key.getColumnsCount() == 0) {
            throw new UnfitValueException("the row has no key; give the table a primary key, or set"
                    + " message.key.columns in the Debezium connector");
        }
        for (Column column : key.getColumnsList()) {
            if (column.getValueCase() == Column.ValueCase.VALUE_NOT_SET) {
                throw new UnfitValueException("column " + column.getName() + " of the key is NULL");
            }
        }
        return CanonicalKey.text(key);
    }

    private static byte[] sha256(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
