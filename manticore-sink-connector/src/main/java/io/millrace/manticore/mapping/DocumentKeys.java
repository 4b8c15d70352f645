package io.millrace.manticore.mapping;

import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.encoding.CanonicalText;
import io.millrace.manticore.encoding.ExactInteger;
import io.millrace.manticore.encoding.JsonText;
import io.millrace.manticore.encoding.SourceValue;
import io.millrace.manticore.encoding.UnfitValueException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The document of a row: a single integer from 1 to 2^63-1 is the document id itself, every other key is hashed to 63
 * bits.
 *
 * <p>Manticore takes ids up to 2^64-1. Where integer keys are the ids, the hash of a key that cannot be one (0, a
 * negative, one above 2^63-1) gets the top bit, so that it never meets the id of another row; SQL shows such ids as
 * negative numbers. The hash is the beginning of SHA-256, so that nobody can make keys that collide.
 */
final class DocumentKeys {
    private static final long TOP_BIT = Long.MIN_VALUE;

    private DocumentKeys() {}

    static DocumentKey of(Row key) throws UnfitValueException {
        if (key.getColumnsCount() == 0) {
            throw new UnfitValueException("the row has no key; give the table a primary key, or set"
                    + " message.key.columns in the Debezium connector");
        }
        if (key.getColumnsCount() > 1) {
            return hashed(key, 0);
        }
        Column column = key.getColumns(0);
        if (!ExactInteger.possible(column.getType())) {
            return hashed(key, 0);
        }
        long number = number(column);
        return number > 0 ? DocumentKey.natural(number) : hashed(key, TOP_BIT);
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
        return number > 0 ? new DocumentKey(number, text(key)) : hashed(key, TOP_BIT);
    }

    private static long number(Column column) {
        return column.hasUintValue() ? column.getUintValue() : column.getIntValue();
    }

    private static DocumentKey hashed(Row key, long topBit) throws UnfitValueException {
        String rowKey = text(key);
        byte[] digest = sha256(rowKey.getBytes(StandardCharsets.UTF_8));
        long hash = ByteBuffer.wrap(digest).getLong() & Long.MAX_VALUE;
        return new DocumentKey(hash == 0 ? 1 : hash | topBit, rowKey);
    }

    /** The key as a JSON array, {@code [-5]} or {@code ["DE",7]}: never empty, and another one for every key. */
    private static String text(Row key) throws UnfitValueException {
        JsonBuffer text = new JsonBuffer().append('[');
        for (int i = 0; i < key.getColumnsCount(); i++) {
            SourceValue value = new ProtobufValue(key.getColumns(i));
            if (i > 0) {
                text.append(',');
            }
            if (ExactInteger.possible(value.type())) {
                text.append(CanonicalText.of(value));
            } else {
                JsonText.appendText(CanonicalText.of(value), text);
            }
        }
        return text.append(']').toString();
    }

    private static byte[] sha256(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
