package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Statements that make and change tables. */
final class TableParser {
    private final Tokens tokens;

    TableParser(Tokens tokens) {
        this.tokens = tokens;
        tokens.grammar("P03");
    }

    /** Behind CREATE TABLE. */
    Statement create() throws SqlException {
        boolean ifNotExists = tokens.takeWords("if", "not", "exists");
        String table = tableName();
        List<Column> columns = new ArrayList<>();
        if (tokens.takeSymbol("(")) {
            do {
                column(columns);
            } while (tokens.takeSymbol(","));
            if (!tokens.takeSymbol(")")) {
                throw tokens.unexpected("',' or ')'");
            }
        }
        return new CreateTable(table, ifNotExists, columns, options());
    }

    /** A reserved word in backticks passes here: the statement itself refuses it. */
    private String tableName() throws SqlException {
        return tokens.name();
    }

    Statement drop() throws SqlException {
        boolean ifExists = tokens.takeWords("if", "exists");
        return new DropTable(tokens.name(), ifExists);
    }

    private void column(List<Column> columns) throws SqlException {
        String name = tokens.name();
        String typeName = tokens.peek().text();
        tokens.take();
        ColumnType type = ColumnType.declaredAs(typeName)
                .orElseThrow(() -> tokens.error("unknown column type '" + typeName + "'"));
        Column column = column(name, type);
        if (!name.equals(Column.ID.name())) {
            columns.add(column);
        }
    }

    private Column column(String name, ColumnType type) throws SqlException {
        boolean indexed = false;
        boolean stored = false;
        boolean attribute = false;
        Map<String, String> options = new LinkedHashMap<>();
        while (tokens.peek().kind() == Token.Kind.WORD) {
            if (tokens.takeWord("indexed")) {
                indexed = true;
            } else if (tokens.takeWord("stored")) {
                stored = true;
            } else if (tokens.takeWord("attribute")) {
                attribute = true;
            } else if (type == ColumnType.FLOAT_VECTOR) {
                String option = tokens.name();
                tokens.expectSymbol("=");
                options.put(option, tokens.string());
            } else {
                break;
            }
        }
        if (type == ColumnType.TEXT && !attribute) {
            boolean neither = !indexed && !stored;
            return new Column(name, type, indexed || neither, stored || neither, "");
        }
        return new Column(name, type, indexed, true, joined(options));
    }

    private static String joined(Map<String, String> options) {
        List<String> words = new ArrayList<>();
        options.forEach((name, value) -> {
            boolean similarity = name.equals("hnsw_similarity");
            words.add(name + "='" + (similarity ? value.toUpperCase(java.util.Locale.ROOT) : value) + "'");
        });
        return String.join(" ", words);
    }

    private Map<String, String> options() throws SqlException {
        Map<String, String> options = new TreeMap<>();
        while (!tokens.atEnd()) {
            String name = tokens.name();
            tokens.expectSymbol("=");
            options.put(name, tokens.string());
        }
        return TableOptions.effective(options);
    }
}
