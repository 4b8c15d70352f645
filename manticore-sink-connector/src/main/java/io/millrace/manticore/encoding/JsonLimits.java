package io.millrace.manticore.encoding;

/**
 * Keeps one JSON value within what Manticore stores: a value beyond 2 MiB in its binary form, or nested too deeply,
 * silently becomes null (and a thousand levels crash the server). The size is estimated from above.
 */
final class JsonLimits {
    /** Manticore takes 65 objects or 193 arrays inside each other; how it counts a mixture is not known. */
    private static final int DEEPEST = 64;

    private static final int LARGEST = 2 << 20;

    /** The most that a node costs besides its text: type, length, key length and offset. */
    private static final int NODE_BYTES = 16;

    private int depth;
    private long size;

    void enter() throws UnfitValueException {
        if (++depth > DEEPEST) {
            throw new UnfitValueException("the JSON is nested deeper than " + DEEPEST + " levels");
        }
        node();
    }

    void leave() {
        depth--;
    }

    /** Counts a text, which is a value or a key. */
    void text(String text) throws UnfitValueException {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // The two halves of a pair are four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        node(bytes);
    }

    /** Counts a value. */
    void node() throws UnfitValueException {
        node(0);
    }

    private void node(int textBytes) throws UnfitValueException {
        size += NODE_BYTES + textBytes;
        if (size > LARGEST) {
            throw new UnfitValueException("the JSON may take more than the 2 MiB that Manticore keeps");
        }
    }
}
