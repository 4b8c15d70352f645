package io.millrace.manticore.document;

/**
 * Identifies the document of a row.
 *
 * @param id Manticore's document id as an unsigned number, never 0: a document written with id 0 gets a new id each time
 * @param rowKey the row's key as text when the id is not the key, to distinguish two rows with one id; empty
 *     when the id is the key itself
 */
public record DocumentKey(long id, String rowKey) {
    public DocumentKey {
        if (id == 0) {
            throw new IllegalArgumentException("Manticore has no document 0");
        }
    }

    /** The document of a key that is an integer from 1 to 2^63-1. */
    public static DocumentKey natural(long key) {
        if (key < 1) {
            throw new IllegalArgumentException(key + " cannot be a document id");
        }
        return new DocumentKey(key, "");
    }

    public boolean hashed() {
        return !rowKey.isEmpty();
    }
}
