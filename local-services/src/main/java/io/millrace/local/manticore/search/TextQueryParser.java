package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the part of the query language that is in wide use: words, {@code "phrases"}, {@code a | b}, {@code -a},
 * parentheses, {@code @field}, {@code @(a,b)} and, where the table indexes parts of words, {@code pre*}.
 */
final class TextQueryParser {
    private final String text;
    private final Schema schema;
    private int position;
    private Set<String> fields = Set.of();

    TextQueryParser(String text, Schema schema) {
        this.text = text;
        this.schema = schema;
    }

    TextNode parse() throws SearchException {
        List<TextNode> parts = new ArrayList<>();
        while (position < text.length()) {
            parts.add(conjunction());
            if (peek() == ')') {
                throw new SearchException(
                        "query error: syntax error, unexpected ')' near '" + text.substring(position) + "'");
            }
        }
        return new TextNode.All(parts);
    }

    /** Up to a closing parenthesis or the end. OR binds closer than AND. */
    private TextNode conjunction() throws SearchException {
        List<TextNode> parts = new ArrayList<>();
        skipBlanks();
        while (position < text.length() && peek() != ')') {
            TextNode next = atom();
            skipBlanks();
            if (peek() == '|') {
                next = alternatives(next);
            }
            parts.add(next);
            skipBlanks();
        }
        return parts.size() == 1 ? parts.get(0) : new TextNode.All(parts);
    }

    private TextNode alternatives(TextNode first) throws SearchException {
        List<TextNode> alternatives = new ArrayList<>(List.of(first));
        while (peek() == '|') {
            position++;
            skipBlanks();
            alternatives.add(atom());
            skipBlanks();
        }
        return new TextNode.Any(alternatives);
    }

    private TextNode atom() throws SearchException {
        switch (peek()) {
            case '-', '!' -> {
                position++;
                return new TextNode.None(atom());
            }
            case '(' -> {
                position++;
                TextNode inner = conjunction();
                position++;
                return inner;
            }
            case '"' -> {
                int end = text.indexOf('"', position + 1);
                int close = end < 0 ? text.length() : end;
                List<TextNode.Word> phrase = words(text.substring(position + 1, close));
                position = Math.min(close + 1, text.length());
                return new TextNode.Phrase(phrase, fields);
            }
            case '@' -> {
                fields = fieldLimit();
                return new TextNode.All(List.of());
            }
            default -> {
                return new TextNode.All(List.copyOf(words(bareText())));
            }
        }
    }

    private Set<String> fieldLimit() throws SearchException {
        position++;
        int start = position;
        if (peek() == '(') {
            int end = text.indexOf(')', position);
            position = end < 0 ? text.length() : end + 1;
            return TextQuery.fields(text.substring(start + 1, position - 1), schema);
        }
        while (position < text.length() && (Terms.isTermPart(peek()) || peek() == '*')) {
            position++;
        }
        return TextQuery.fields(text.substring(start, position), schema);
    }

    /** Up to a blank or an operator; a backslash takes an operator's meaning away. */
    private String bareText() {
        StringBuilder bare = new StringBuilder();
        while (position < text.length() && " \t\r\n|()\"".indexOf(peek()) < 0) {
            if (peek() == '\\' && position + 1 < text.length()) {
                position++;
            }
            bare.append(peek());
            position++;
        }
        return bare.toString();
    }

    private List<TextNode.Word> words(String part) {
        List<TextNode.Word> words = new ArrayList<>();
        for (String term : Terms.of(part)) {
            words.add(new TextNode.Word(term, fields));
        }
        if (words.size() == 1) {
            String before = part.startsWith("*") && indexes("min_infix_len") ? "*" : "";
            boolean open = part.endsWith("*") && (indexes("min_infix_len") || indexes("min_prefix_len"));
            words.set(0, new TextNode.Word(before + words.get(0).pattern() + (open ? "*" : ""), fields));
        }
        return words;
    }

    private boolean indexes(String option) {
        return !schema.options().getOrDefault(option, "0").equals("0");
    }

    private char peek() {
        return position < text.length() ? text.charAt(position) : 0;
    }

    private void skipBlanks() {
        while (position < text.length() && Character.isWhitespace(peek())) {
            position++;
        }
    }
}
