package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.documents.Operation;
import io.millrace.local.manticore.json.JsonWriter;
import io.millrace.local.manticore.search.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * INSERT, REPLACE, UPDATE and DELETE. Values are turned into documents as the JSON endpoints take them: the rules for
 * values are the same.
 */
final class WriteParser {
    private final Tokens tokens;

    WriteParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Statement statement() throws SqlException {
        Token verb = tokens.take();
        if (verb.isWord("delete")) {
            tokens.expectWord("from");
            return new Delete(tokens.name(), where());
        }
        if (verb.isWord("update")) {
            return update();
        }
        tokens.expectWord("into");
        return write(verb.isWord("insert") ? Operation.INSERT : Operation.REPLACE);
    }

    private Condition where() throws SqlException {
        tokens.expectWord("where");
        return new ConditionParser(tokens).condition();
    }

    private Statement write(Operation operation) throws SqlException {
        String table = tokens.name();
        Optional<List<String>> columns = tokens.peek().isSymbol("(") ? Optional.of(names()) : Optional.empty();
        tokens.expectWord("values");
        List<List<String>> rows = new ArrayList<>();
        do {
            tokens.expectSymbol("(");
            rows.add(values());
        } while (tokens.takeSymbol(","));
        return new Write(operation, table, columns, rows);
    }

    private List<String> names() throws SqlException {
        tokens.expectSymbol("(");
        List<String> names = new ArrayList<>();
        do {
            names.add(tokens.name());
        } while (tokens.takeSymbol(","));
        tokens.expectSymbol(")");
        return names;
    }

    /** Values behind an opening parenthesis, as JSON. */
    private List<String> values() throws SqlException {
        List<String> values = new ArrayList<>();
        if (tokens.takeSymbol(")")) {
            return values;
        }
        do {
            values.add(value());
        } while (tokens.takeSymbol(","));
        tokens.expectSymbol(")");
        return values;
    }

    private String value() throws SqlException {
        if (tokens.takeSymbol("(")) {
            return "[" + String.join(",", values()) + "]";
        }
        if (tokens.peek().kind() == Token.Kind.STRING) {
            return JsonWriter.quoted(tokens.take().text());
        }
        if (tokens.takeWord("null")) {
            return "null";
        }
        String sign = tokens.takeSymbol("-") ? "-" : "";
        if (tokens.peek().kind() != Token.Kind.NUMBER) {
            throw tokens.unexpected();
        }
        return sign + tokens.take().text();
    }

    private Statement update() throws SqlException {
        String table = tokens.name();
        tokens.expectWord("set");
        List<String> members = new ArrayList<>();
        do {
            String column = tokens.name();
            tokens.expectSymbol("=");
            members.add(JsonWriter.quoted(column) + ":" + value());
        } while (tokens.takeSymbol(","));
        return new UpdateRows(table, "{" + String.join(",", members) + "}", where());
    }
}
