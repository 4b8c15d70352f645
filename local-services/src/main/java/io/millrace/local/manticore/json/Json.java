package io.millrace.local.manticore.json;

import java.util.Arrays;

/**
 * A parser for one JSON text at a time, meant to be used over and over. It notes where each value begins and ends in a
 * flat array, so that a document costs no objects; {@link JsonValue} is the view on it.
 *
 * <p>It accepts what Manticore's parser (cJSON) accepts: any bytes in strings, control characters included, anything
 * after the first value; and it gives up at the same place, since that place is part of the error message.
 */
public final class Json {
    private static final int NESTING_LIMIT = 1000;
    private static final int ENTRY = 4;
    private static final JsonKind[] KINDS = JsonKind.values();

    /** Per value: kind (and for strings, whether there are escapes), start, end, index of the next sibling. */
    private int[] entries = new int[64 * ENTRY];

    private byte[] text = new byte[0];
    private int count;
    private int position;
    private int end;
    private int depth;

    /**
     * Parses the first value of the text; what an earlier call returned is invalid from then on.
     *
     * @throws JsonSyntaxException when it is not JSON
     */
    public JsonValue parse(byte[] text, int from, int to) throws JsonSyntaxException {
        this.text = text;
        position = from;
        end = to;
        count = 0;
        depth = 0;
        skipBlanks();
        if (!value()) {
            throw new JsonSyntaxException(text, Math.min(position, Math.max(from, end - 1)), end);
        }
        return new JsonValue(this, 0);
    }

    public JsonValue parse(byte[] text) throws JsonSyntaxException {
        return parse(text, 0, text.length);
    }

    byte[] text() {
        return text;
    }

    JsonKind kind(int node) {
        return KINDS[entries[node * ENTRY] & 0xff];
    }

    boolean escaped(int node) {
        return entries[node * ENTRY] > 0xff;
    }

    int start(int node) {
        return entries[node * ENTRY + 1];
    }

    int end(int node) {
        return entries[node * ENTRY + 2];
    }

    /** The node after this one and all it contains. */
    int next(int node) {
        return entries[node * ENTRY + 3];
    }

    private int open(JsonKind kind, int start) {
        if ((count + 1) * ENTRY > entries.length) {
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
        int at = count * ENTRY;
        entries[at] = kind.ordinal();
        entries[at + 1] = start;
        return count++;
    }

    private boolean close(int node) {
        entries[node * ENTRY + 2] = position;
        entries[node * ENTRY + 3] = count;
        return true;
    }

    /** On false, {@code position} is where the parser gave up. */
    private boolean value() {
        if (position >= end) {
            return false;
        }
        return switch (text[position]) {
            case '"' -> string();
            case '{' -> object();
            case '[' -> array();
            case 't' -> literal("true", JsonKind.TRUE);
            case 'f' -> literal("false", JsonKind.FALSE);
            case 'n' -> literal("null", JsonKind.NULL);
            default -> number();
        };
    }

    private boolean object() {
        if (depth++ >= NESTING_LIMIT) {
            return false;
        }
        int node = open(JsonKind.OBJECT, position++);
        skipBlanks();
        if (peek() != '}') {
            while (true) {
                skipBlanks();
                if (!string()) {
                    return false;
                }
                skipBlanks();
                if (peek() != ':') {
                    return false;
                }
                position++;
                skipBlanks();
                if (!value()) {
                    return false;
                }
                skipBlanks();
                if (peek() != ',') {
                    break;
                }
                position++;
            }
        }
        return closing('}', node);
    }

    private boolean array() {
        if (depth++ >= NESTING_LIMIT) {
            return false;
        }
        int node = open(JsonKind.ARRAY, position++);
        skipBlanks();
        if (peek() != ']') {
            while (true) {
                skipBlanks();
                if (!value()) {
                    return false;
                }
                skipBlanks();
                if (peek() != ',') {
                    break;
                }
                position++;
            }
        }
        return closing(']', node);
    }

    private boolean closing(char bracket, int node) {
        if (peek() != bracket) {
            return false;
        }
        position++;
        depth--;
        return close(node);
    }

    private boolean string() {
        int start = position + 1;
        if (peek() != '"') {
            position = Math.min(start, end);
            return false;
        }
        int at = start;
        boolean escapes = false;
        while (at < end && text[at] != '"') {
            if (text[at] == '\\') {
                escapes = true;
                at++;
            }
            at++;
        }
        if (at >= end) {
            position = start;
            return false;
        }
        if (escapes) {
            int bad = JsonText.firstBadEscape(text, start, at);
            if (bad >= 0) {
                position = bad;
                return false;
            }
        }
        int node = open(JsonKind.STRING, start);
        if (escapes) {
            entries[node * ENTRY] |= 0x100;
        }
        position = at;
        close(node);
        position++;
        return true;
    }

    private boolean number() {
        int start = position;
        int length = JsonNumber.length(text, start, end);
        if (length == 0) {
            return false;
        }
        int node = open(JsonKind.NUMBER, start);
        position = start + length;
        return close(node);
    }

    private boolean literal(String word, JsonKind kind) {
        if (end - position < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[position + i] != word.charAt(i)) {
                return false;
            }
        }
        int node = open(kind, position);
        position += word.length();
        return close(node);
    }

    private int peek() {
        return position < end ? text[position] : -1;
    }

    private void skipBlanks() {
        while (position < end && text[position] >= 0 && text[position] <= ' ') {
            position++;
        }
    }
}
