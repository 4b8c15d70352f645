package io.millrace.endtoend.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Separates code, comments, and string and character literals, as far as the tests of this package need it. */
final class JavaLexer {
    private static final String TEXT_BLOCK = "\"\"\"";
    private static final Pattern UNICODE_ESCAPE = Pattern.compile("\\\\u+([\\da-fA-F]{4})");
    private static final String PLACEHOLDERS = "%[-,.\\d]*[a-zA-Z]|\\{\\}";

    private final String text;
    private final StringBuilder code = new StringBuilder();
    private final List<String> messages = new ArrayList<>();
    private final StringBuilder message = new StringBuilder();
    private int position;
    /** Where in {@link #code} the last literal of the current statement ended. */
    private int literalEnd;

    JavaLexer(String text) {
        this.text = text;
    }

    JavaSource parse(String path) {
        while (position < text.length()) {
            if (at("//")) {
                skipTo("\n");
            } else if (at("/*")) {
                skipTo("*/");
            } else if (at(TEXT_BLOCK)) {
                literal(TEXT_BLOCK);
            } else if (at("\"")) {
                literal("\"");
            } else if (at("'")) {
                literal("'");
            } else {
                character(text.charAt(position++));
            }
        }
        endStatement();
        return new JavaSource(path, code.toString(), messages);
    }

    private void character(char c) {
        code.append(c);
        if (c == ';' || c == '{' || c == '}') {
            endStatement();
        }
    }

    private void literal(String quote) {
        int begin = position + quote.length();
        position = endOfLiteral(begin, quote);
        String content = unescape(text.substring(begin, position - quote.length()));
        if (!code.substring(literalEnd).strip().equals("+")) {
            message.append(JavaSource.GAP);
        }
        message.append(content.replaceAll(PLACEHOLDERS, String.valueOf(JavaSource.GAP)));
        code.append("\"\"");
        literalEnd = code.length();
    }

    private static String unescape(String literal) {
        return UNICODE_ESCAPE
                .matcher(literal)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))))
                .translateEscapes();
    }

    private void endStatement() {
        if (message.length() > 0) {
            messages.add(message.toString().replaceAll("\\s+", " "));
            message.setLength(0);
        }
        literalEnd = code.length();
    }

    private int endOfLiteral(int from, String quote) {
        int end = from;
        while (!text.startsWith(quote, end)) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return end + quote.length();
    }

    private boolean at(String token) {
        return text.startsWith(token, position);
    }

    private void skipTo(String end) {
        int found = text.indexOf(end, position);
        position = found < 0 ? text.length() : found + end.length();
        code.append(' ');
    }
}
