package io.millrace.manticore.encoding;

import io.millrace.manticore.document.JsonBuffer;

/**
 * Copies JSON text without its white space (a line break would end the line of a bulk) and refuses whatever Manticore
 * would store as something else.
 */
public final class JsonText {
    private static final int LONGEST_LONG = 18;

    private final String text;
    private final JsonBuffer out;
    private final JsonLimits limits;
    private int at;

    JsonText(String text, JsonBuffer out, JsonLimits limits) {
        this.text = text;
        this.out = out;
        this.limits = limits;
    }

    /** Whether the text is an object or an array; Manticore stores nothing else in a json column. */
    boolean structured() {
        skipSpace();
        return at < text.length() && (text.charAt(at) == '{' || text.charAt(at) == '[');
    }

    /** Whether the text is JSON's null. */
    boolean isNull() {
        return text.strip().equals("null");
    }

    void copy() throws UnfitValueException {
        value();
        skipSpace();
        if (at < text.length()) {
            throw invalid();
        }
    }

    private void value() throws UnfitValueException {
        skipSpace();
        switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void object() throws UnfitValueException {
        limits.enter();
        take('{');
        skipSpace();
        if (peek() != '}') {
            do {
                skipSpace();
                string();
                skipSpace();
                take(':');
                value();
                skipSpace();
            } while (takeIf(','));
        }
        take('}');
        limits.leave();
    }

    private void array() throws UnfitValueException {
        limits.enter();
        take('[');
        skipSpace();
        if (peek() != ']') {
            do {
                value();
                skipSpace();
            } while (takeIf(','));
        }
        take(']');
        limits.leave();
    }

    private void string() throws UnfitValueException {
        if (peek() != '"') {
            throw invalid();
        }
        StringBuilder value = new StringBuilder();
        at++;
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw invalid();
            }
            value.append(c == '\\' ? escape() : c);
        }
        at++;
        limits.node(3 * value.length());
        appendText(value.toString(), out);
    }

    /** Appends text as a JSON string, if Manticore can store it. */
    public static void appendText(String value, JsonBuffer out) throws UnfitValueException {
        if (value.indexOf('\0') >= 0) {
            throw new UnfitValueException("the JSON has a NUL character in a text, which Manticore cannot store");
        }
        try {
            out.string(value);
        } catch (IllegalArgumentException e) {
            throw new UnfitValueException("the JSON has half of a surrogate pair in a text");
        }
    }

    private char escape() throws UnfitValueException {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw invalid();
        };
    }

    private char unicode() throws UnfitValueException {
        if (at + 4 > text.length()) {
            throw invalid();
        }
        int code = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = Character.digit(text.charAt(at), 16);
            if (digit < 0) {
                throw invalid();
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private void number() throws UnfitValueException {
        int from = at;
        if (text.charAt(at) == '-') {
            at++;
        }
        int digits = digits();
        if (digits == 0 || digits > 1 && text.charAt(at - digits) == '0') {
            throw invalid();
        }
        boolean whole = true;
        if (at < text.length() && text.charAt(at) == '.') {
            whole = false;
            at++;
            if (digits() == 0) {
                throw invalid();
            }
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            whole = false;
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            if (digits() == 0) {
                throw invalid();
            }
        }
        String number = text.substring(from, at);
        requireKept(number, whole, digits);
        limits.node(number.length());
        out.append(number);
    }

    private static void requireKept(String number, boolean whole, int digits) throws UnfitValueException {
        if (!whole) {
            if (!Double.isFinite(Double.parseDouble(number))) {
                throw new UnfitValueException("the JSON has a number that is too large for 64 bits");
            }
        } else if (digits > LONGEST_LONG) {
            try {
                Long.parseLong(number);
            } catch (NumberFormatException e) {
                throw new UnfitValueException(
                        "the JSON has a whole number that does not fit in 64 bits with a sign; retype the column as text");
            }
        }
    }

    private int digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - from;
    }

    private void literal(String word) throws UnfitValueException {
        if (!text.startsWith(word, at)) {
            throw invalid();
        }
        at += word.length();
        limits.node(0);
        out.append(word);
    }

    private char peek() throws UnfitValueException {
        if (at >= text.length()) {
            throw invalid();
        }
        return text.charAt(at);
    }

    private void take(char c) throws UnfitValueException {
        if (!takeIf(c)) {
            throw invalid();
        }
    }

    private boolean takeIf(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            out.append(c);
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length()
                && (text.charAt(at) == ' '
                        || text.charAt(at) == '\n'
                        || text.charAt(at) == '\r'
                        || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private UnfitValueException invalid() {
        return new UnfitValueException("the text is not valid JSON at character " + at);
    }
}
