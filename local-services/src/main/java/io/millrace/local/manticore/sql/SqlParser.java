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
                parser.tokens.grammar(Grammar.QUERIES);
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
        String first = tokens.peek().text().toLowerCase(java.util.Locale.ROOT);
        return switch (first) {
            case "select" -> {
                tokens.take();
                yield new SelectParser(tokens).select();
            }
            case "insert", "replace", "update", "delete" -> new WriteParser(tokens).statement();
            case "create", "drop", "alter" -> ofTables(first);
            case "desc", "describe" -> {
                tokens.take();
                yield new Describe(tokens.name());
            }
            case "show" -> {
                tokens.take();
                yield new ShowParser(tokens).show();
            }
            case "truncate", "flush", "optimize" -> new UpkeepParser(tokens).statement();
            default -> {
                tokens.grammar(Grammar.REST);
                throw tokens.unexpected();
            }
        };
    }

    private Statement ofTables(String verb) throws SqlException {
        tokens.take();
        TableParser parser = new TableParser(tokens);
        tokens.expectWord("table");
        return switch (verb) {
            case "create" -> parser.create();
            case "drop" -> parser.drop();
            default -> parser.alter();
        };
    }
}
