package io.millrace.manticore.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Splits a table's mapping into words, names in backticks, quoted values and signs. */
final class MappingTokens {
    /** The end of the text. */
    private static final Token END = new Token(TokenKind.END, "the end");

    private final List<Token> tokens = new ArrayList<>();
    private final String text;
    private int read;
    private int next;

    enum TokenKind {
        WORD,
        NAME,
        VALUE,
        SIGN,
        END
    }

    record Token(TokenKind kind, String text) {
        @Override
        public String toString() {
            return kind == TokenKind.END ? text : "'" + text + "'";
        }
    }

    MappingTokens(String text) throws MappingSyntaxException {
        this.text = text;
        while (read < text.length()) {
            char c = text.charAt(read);
            if (Character.isWhitespace(c)) {
                read++;
            } else if (c == '`') {
                tokens.add(new Token(TokenKind.NAME, enclosed('`')));
            } else if (c == '\'') {
                tokens.add(new Token(TokenKind.VALUE, enclosed('\'')));
            } else if (isWord(c)) {
                int from = read;
                while (read < text.length() && isWord(text.charAt(read))) {
                    read++;
                }
                tokens.add(new Token(TokenKind.WORD, text.substring(from, read)));
            } else {
                tokens.add(new Token(TokenKind.SIGN, String.valueOf(c)));
                read++;
            }
        }
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    /** The text between two marks; within it the mark is written twice. */
    private String enclosed(char mark) throws MappingSyntaxException {
        StringBuilder content = new StringBuilder();
        read++;
        while (read < text.length()) {
            char c = text.charAt(read++);
            if (c != mark) {
                content.append(c);
            } else if (read < text.length() && text.charAt(read) == mark) {
                content.append(mark);
                read++;
            } else {
                return content.toString();
            }
        }
        throw new MappingSyntaxException("a closing " + mark + " is missing");
    }

    Token peek() {
        return next < tokens.size() ? tokens.get(next) : END;
    }

    Token take() {
        Token token = peek();
        next++;
        return token;
    }

    boolean atEnd() {
        return next >= tokens.size();
    }

    boolean atSign(String sign) {
        return peek().kind() == TokenKind.SIGN && peek().text().equals(sign);
    }

    boolean takeSign(String sign) {
        boolean found = atSign(sign);
        if (found) {
            next++;
        }
        return found;
    }

    void requireSign(String sign, String place) throws MappingSyntaxException {
        if (!takeSign(sign)) {
            throw new MappingSyntaxException("expected '" + sign + "' " + place + ", found " + peek());
        }
    }

    boolean takeWord(String word) {
        boolean found = peek().kind() == TokenKind.WORD && peek().text().equalsIgnoreCase(word);
        if (found) {
            next++;
        }
        return found;
    }

    /** A name, plain or in backticks. */
    Optional<String> takeName() {
        if (peek().kind() != TokenKind.WORD && peek().kind() != TokenKind.NAME) {
            return Optional.empty();
        }
        return Optional.of(take().text());
    }

    String requireName(String what) throws MappingSyntaxException {
        return takeName()
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new MappingSyntaxException("expected " + what + ", found " + peek()));
    }

    /** Options {@code name='value'}; their names in lower case. */
    Map<String, String> takeOptions() throws MappingSyntaxException {
        Map<String, String> options = new LinkedHashMap<>();
        while (peek().kind() == TokenKind.WORD) {
            String name = take().text().toLowerCase(Locale.ROOT);
            requireSign("=", "after " + name);
            if (peek().kind() != TokenKind.VALUE) {
                throw new MappingSyntaxException(
                        "expected a value in single quotes after " + name + "=, found " + peek());
            }
            if (options.put(name, take().text()) != null) {
                throw new MappingSyntaxException("option " + name + " is given twice");
            }
        }
        return options;
    }

    /** Skips to the comma or bracket that ends the item. */
    void skipItem() {
        int depth = 0;
        while (!atEnd() && (depth > 0 || !atSign(",") && !atSign(")"))) {
            depth += atSign("(") ? 1 : atSign(")") ? -1 : 0;
            next++;
        }
    }
}
