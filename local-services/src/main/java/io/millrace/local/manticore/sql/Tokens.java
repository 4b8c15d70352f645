package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.sql.Token.Kind;
import java.util.List;
import java.util.Locale;

/** The tokens of a text, taken one after the other, and the errors that name them. */
final class Tokens {
    private final String text;
    private final List<Token> tokens;
    private int position;
    private Grammar grammar = Grammar.QUERIES;

    Tokens(String text) {
        this.text = text;
        this.tokens = Tokenizer.tokens(text);
    }

    void grammar(Grammar grammar) {
        this.grammar = grammar;
    }

    Token peek() {
        return tokens.get(position);
    }

    Token take() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            position++;
        }
        return token;
    }

    boolean takeWord(String word) {
        boolean found = peek().isWord(word);
        if (found) {
            position++;
        }
        return found;
    }

    /** Takes all of the words, or none. */
    boolean takeWords(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (position + i >= tokens.size() || !tokens.get(position + i).isWord(words[i])) {
                return false;
            }
        }
        position += words.length;
        return true;
    }

    boolean takeSymbol(String symbol) {
        boolean found = peek().isSymbol(symbol);
        if (found) {
            position++;
        }
        return found;
    }

    void expectWord(String word) throws SqlException {
        if (!takeWord(word)) {
            throw unexpected(word.toUpperCase(Locale.ROOT));
        }
    }

    void expectSymbol(String symbol) throws SqlException {
        if (!takeSymbol(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
    }

    /** A name, lower-cased: one in backticks, or a word that is not reserved. */
    String name() throws SqlException {
        Token token = peek();
        if (token.kind() == Kind.QUOTED_NAME || token.kind() == Kind.WORD && !grammar.reserves(token.text())) {
            return take().text().toLowerCase(Locale.ROOT);
        }
        throw unexpected();
    }

    String string() throws SqlException {
        if (peek().kind() != Kind.STRING) {
            throw unexpected("string");
        }
        return take().text();
    }

    int integer() throws SqlException {
        if (peek().kind() != Kind.NUMBER) {
            throw unexpected("integer");
        }
        String digits = take().text();
        try {
            return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw error("'" + digits + "' is no integer");
        }
    }

    /** At the end of a statement, which more may follow. */
    boolean atEnd() {
        return peek().kind() == Kind.END || peek().isSymbol(";");
    }

    void expectEnd() throws SqlException {
        if (!atEnd()) {
            throw unexpected("$end");
        }
    }

    SqlException unexpected() {
        return new SqlException(grammar.errorPrefix() + ": syntax error, unexpected " + described(peek()) + near());
    }

    SqlException unexpected(String expected) {
        return new SqlException(grammar.errorPrefix() + ": syntax error, unexpected " + described(peek())
                + ", expecting " + expected + near());
    }

    SqlException error(String problem) {
        return new SqlException(grammar.errorPrefix() + ": " + problem + near());
    }

    private String near() {
        return near(peek());
    }

    private String near(Token token) {
        return " near '" + text.substring(token.start()) + "'";
    }

    private String described(Token token) {
        return switch (token.kind()) {
            case WORD ->
                grammar.reserves(token.text()) || Words.OF_CLAUSES.contains(token.text())
                        ? token.text().toUpperCase(Locale.ROOT)
                        : grammar.nameKind();
            case QUOTED_NAME -> grammar.nameKind();
            case STRING -> "string";
            case NUMBER -> "integer";
            case SYMBOL -> "'" + token.text() + "'";
            case INVALID -> "invalid token";
            case END -> "$end";
        };
    }
}
