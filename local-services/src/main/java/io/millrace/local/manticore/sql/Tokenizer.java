package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a statement into tokens. */
final class Tokenizer {
    private static final List<String> LONG_SYMBOLS = List.of("<>", "!=", "<=", ">=");

    private final String text;
    private int position;

    private Tokenizer(String text) {
        this.text = text;
    }

    /** The tokens and an end. */
    static List<Token> tokens(String text) {
        Tokenizer tokenizer = new Tokenizer(text);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(tokenizer.next());
        } while (tokens.get(tokens.size() - 1).kind() != Kind.END);
        return tokens;
    }

    private Token next() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        int start = position;
        if (start == text.length()) {
            return new Token(Kind.END, "", start);
        }
        char first = text.charAt(start);
        if (isNamePart(first) && !Character.isDigit(first)) {
            return word(start);
        }
        if (Character.isDigit(first)) {
            return number(start);
        }
        return switch (first) {
            case '\'', '"' -> string(start, first);
            case '`' -> quotedName(start);
            default -> symbol(start);
        };
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '@';
    }

    private Token word(int start) {
        while (position < text.length() && isNamePart(text.charAt(position))) {
            position++;
        }
        return new Token(Kind.WORD, text.substring(start, position), start);
    }

    private Token number(int start) {
        boolean more = true;
        while (more && position < text.length()) {
            char c = text.charAt(position);
            boolean sign = (c == '+' || c == '-') && Character.toLowerCase(text.charAt(position - 1)) == 'e';
            more = Character.isDigit(c) || c == '.' || c == 'e' || c == 'E' || sign;
            if (more) {
                position++;
            }
        }
        return new Token(Kind.NUMBER, text.substring(start, position), start);
    }

    private Token string(int start, char quote) {
        StringBuilder value = new StringBuilder();
        for (position++; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == quote) {
                position++;
                return new Token(Kind.STRING, value.toString(), start);
            }
            if (c == '\\' && position + 1 < text.length()) {
                position++;
                value.append(unescaped(text.charAt(position)));
            } else {
                value.append(c);
            }
        }
        return new Token(Kind.INVALID, text.substring(start), start);
    }

    private static char unescaped(char code) {
        return switch (code) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case '0' -> '\0';
            default -> code;
        };
    }

    /** Only what could stand without the quotes can stand in them: they take a word's meaning away, no more. */
    private Token quotedName(int start) {
        int end = start + 1;
        while (end < text.length() && isNamePart(text.charAt(end))) {
            end++;
        }
        if (end == start + 1 || end == text.length() || text.charAt(end) != '`') {
            position = text.length();
            return new Token(Kind.INVALID, text.substring(start), start);
        }
        position = end + 1;
        return new Token(Kind.QUOTED_NAME, text.substring(start + 1, end), start);
    }

    private Token symbol(int start) {
        for (String symbol : LONG_SYMBOLS) {
            if (text.startsWith(symbol, start)) {
                position += symbol.length();
                return new Token(Kind.SYMBOL, symbol, start);
            }
        }
        position++;
        return new Token(Kind.SYMBOL, text.substring(start, position), start);
    }
}
