package io.millrace.local.manticore.sql;

import java.util.ArrayList;
import java.util.List;

/** Reads statements, separated by semicolons. */
public final class SqlParser {
    private final Tokens tokens;

    private SqlParser(String text) {
        this.tokens = new Tokens(text);
    }

    public static List<Statement> parse(String text) throws SqlException {
        SqlParser parser = new SqlParser(text);
        List<Statement> statements = new ArrayList<>();
        while (parser.tokens.peek().kind() != Token.Kind.END) {
            if (!parser.tokens.takeSymbol(";")) {
                statements.add(parser.statement());
                parser.tokens.expectEnd();
            }
        }
        if (statements.isEmpty()) {
            throw new SqlException("query was empty");
        }
        return statements;
    }

    private Statement statement() throws SqlException {
        if (tokens.takeWord("select")) {
            return new SelectParser(tokens).select();
        }
        if (tokens.takeWords("create", "table")) {
            return new TableParser(tokens).create();
        }
        if (tokens.takeWords("drop", "table")) {
            return new TableParser(tokens).drop();
        }
        if (tokens.takeWord("truncate")) {
            tokens.grammar("P01");
            if (!tokens.takeWord("table")) {
                tokens.expectWord("rtindex");
            }
            return new TruncateTable(tokens.name());
        }
        if (tokens.takeWord("desc") || tokens.takeWord("describe")) {
            return new Describe(tokens.name());
        }
        if (tokens.takeWord("show")) {
            return show();
        }
        tokens.grammar("P02");
        throw tokens.unexpected();
    }

    private Statement show() throws SqlException {
        if (tokens.takeWord("tables")) {
            return new ShowTables(like());
        }
        if (tokens.takeWords("create", "table")) {
            return new ShowCreateTable(tokens.name());
        }
        throw tokens.unexpected();
    }

    private LikePattern like() throws SqlException {
        return tokens.takeWord("like") ? LikePattern.of(tokens.string()) : LikePattern.ANYTHING;
    }
}
