package io.millrace.manticore.encoding;

/**
 * Keeps one JSON value within what Manticore stores: a value beyond 2 MiB in its binary form, or nested too deeply,
 * silently becomes null (and a thousand levels crash the server). The size is estimated from above.
 */
final class JsonLimits {
    /** Manticore takes 65 objects or 193 arrays inside each other; how it counts a mixture is not known. */
    private static final int DEEPEST = 64;

    private static final int LARGEST = 2 << 20;

    /** A number in an array of several types: its type and 64 bits. */
    private static final int VALUE_BYTES = 9;

    /** An object: its type, its length, a mask of its keys and an end; an array takes less. */
    private static final int NESTED_BYTES = 10;

    /** Besides its UTF-8: its type and its length. */
    private static final int TEXT_BYTES = 5;

    private final int deepest;
    private final long largest;
    private int depth;
    private long size;

    private JsonLimits(int deepest, long largest) {
        this.deepest = deepest;
        this.largest = largest;
    }

    static JsonLimits ofColumn() {
        return new JsonLimits(DEEPEST, LARGEST);
    }

    /** None: for JSON that is stored as text. */
    static JsonLimits ofText() {
        return new JsonLimits(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Whether a value was refused because it is nested too deeply. */
    boolean tooDeep() {
        return depth > deepest;
    }

    void enter() throws UnfitValueException {
        if (++depth > deepest) {
            throw new UnfitValueException("the JSON is nested deeper than " + deepest + " levels");
        }
        add(NESTED_BYTES);
    }

    void leave() {
        depth--;
    }

    /** Counts a text, which is a value or a key. */
    void text(String text) throws UnfitValueException {
        int bytes = TEXT_BYTES;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // The two halves of a pair are four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        add(bytes);
    }

    /** Counts a value. */
    void node() throws UnfitValueException {
        add(VALUE_BYTES);
    }

    private void add(int bytes) throws UnfitValueException {
        size += bytes;
        if (size > largest) {
            throw new UnfitValueException("the JSON may take more than the 2 MiB that Manticore keeps");
        }
    }
}
