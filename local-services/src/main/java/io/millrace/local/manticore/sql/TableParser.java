package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Statements that make and change tables. */
final class TableParser {
    private final Tokens tokens;
    private final ColumnParser columns;

    TableParser(Tokens tokens) {
        this.tokens = tokens;
        this.columns = new ColumnParser(tokens);
        tokens.grammar(Grammar.TABLES);
    }

    /** Behind CREATE TABLE. */
    Statement create() throws SqlException {
        boolean ifNotExists = tokens.takeWords("if", "not", "exists");
        String table = tokens.name();
        List<Column> declared = new ArrayList<>();
        if (tokens.takeSymbol("(")) {
            do {
                declared.add(columns.declaration());
            } while (tokens.takeSymbol(","));
            if (!tokens.takeSymbol(")")) {
                throw tokens.unexpected("',' or ')'");
            }
        }
        return new CreateTable(table, ifNotExists, declared, TableOptions.effective(options()));
    }

    /** Behind DROP TABLE. */
    Statement drop() throws SqlException {
        boolean ifExists = tokens.takeWords("if", "exists");
        return new DropTable(tokens.name(), ifExists);
    }

    /** Behind ALTER TABLE. */
    Statement alter() throws SqlException {
        String table = tokens.name();
        if (tokens.takeWords("add", "column")) {
            return new AddColumn(table, columns.declaration());
        }
        if (tokens.takeWords("drop", "column")) {
            return new DropColumn(table, tokens.name());
        }
        if (tokens.takeWords("modify", "column")) {
            return new ModifyColumn(table, columns.declaration());
        }
        return new ChangeOptions(table, options());
    }

    private Map<String, String> options() throws SqlException {
        Map<String, String> options = new LinkedHashMap<>();
        while (!tokens.atEnd()) {
            String name = tokens.name();
            tokens.expectSymbol("=");
            options.put(name, tokens.string());
        }
        return options;
    }
}
