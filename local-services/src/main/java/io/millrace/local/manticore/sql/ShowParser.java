package io.millrace.local.manticore.sql;

/** SHOW. */
final class ShowParser {
    private final Tokens tokens;

    ShowParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Statement show() throws SqlException {
        if (tokens.takeWord("tables")) {
            return new ShowTables(like());
        }
        if (tokens.takeWord("status")) {
            return new ShowStatus(like());
        }
        if (tokens.takeWord("variables")) {
            return new ShowVariables(like());
        }
        if (tokens.takeWords("create", "table")) {
            return new ShowCreateTable(tokens.name());
        }
        if (tokens.takeWord("table") || tokens.takeWord("index")) {
            String table = tokens.name();
            tokens.expectWord("status");
            return new ShowTableStatus(table, like());
        }
        throw tokens.unexpected();
    }

    private LikePattern like() throws SqlException {
        return tokens.takeWord("like") ? LikePattern.of(tokens.string()) : LikePattern.ANYTHING;
    }
}
