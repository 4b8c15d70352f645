package io.millrace.local.manticore.sql;

/**
 * A piece of a statement.
 *
 * @param text names and strings without their quotes, escapes resolved
 * @param start where in the statement it begins
 */
record Token(Kind kind, String text, int start) {
    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        NUMBER,
        SYMBOL,
        INVALID,
        END
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }
}
