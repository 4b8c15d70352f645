package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.search.AggregateFunction;
import io.millrace.local.manticore.search.Condition;
import io.millrace.local.manticore.search.Query;
import io.millrace.local.manticore.search.SelectItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** SELECT. */
final class SelectParser {
    private final Tokens tokens;
    private int offset;
    private int limit = Query.Page.DEFAULT.limit();
    private int maxMatches = Query.Page.DEFAULT.maxMatches();

    SelectParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Statement select() throws SqlException {
        List<SelectItem> items = new ArrayList<>();
        do {
            items.add(item());
        } while (tokens.takeSymbol(","));
        tokens.expectWord("from");
        String table = tokens.name();
        Condition condition = tokens.takeWord("where") ? new ConditionParser(tokens).condition() : Condition.ALL;
        Optional<String> groupBy = tokens.takeWords("group", "by") ? Optional.of(reference()) : Optional.empty();
        List<Query.Sort> order = tokens.takeWords("order", "by") ? order() : List.of();
        if (tokens.takeWord("limit")) {
            limit();
        }
        if (tokens.takeWord("option")) {
            options();
        }
        return new Select(
                new Query(table, items, condition, groupBy, order, new Query.Page(offset, limit, maxMatches)));
    }

    private SelectItem item() throws SqlException {
        if (tokens.takeSymbol("*")) {
            return new SelectItem.Everything(List.of());
        }
        String name = reference();
        int open = name.indexOf('(');
        String alias = alias(name);
        if (open < 0) {
            return new SelectItem.Named(name, alias);
        }
        String function = name.substring(0, open);
        String operand = name.substring(open + 1, name.length() - 1);
        return switch (function) {
            case "weight" -> new SelectItem.Weight(alias);
            case "knn_dist" -> new SelectItem.Distance(alias);
            default ->
                new SelectItem.Aggregated(
                        AggregateFunction.valueOf(function.toUpperCase(Locale.ROOT)),
                        operand.equals("*") ? "" : operand,
                        alias);
        };
    }

    private String alias(String name) throws SqlException {
        if (tokens.takeWord("as")) {
            return tokens.name();
        }
        Token next = tokens.peek();
        boolean named = next.kind() == Token.Kind.QUOTED_NAME
                || next.kind() == Token.Kind.WORD
                        && !Words.OF_CLAUSES.contains(next.text())
                        && !Words.OF_QUERIES.contains(next.text());
        return named ? tokens.name() : name;
    }

    /** A column, {@code column.path}, or a function of one: {@code count(*)}, {@code min(a)}, {@code weight()}. */
    private String reference() throws SqlException {
        Token first = tokens.peek();
        String name = tokens.name();
        if (!tokens.takeSymbol("(")) {
            return name + new ConditionParser(tokens).path();
        }
        if (!List.of("weight", "knn_dist", "count", "min", "max", "sum", "avg").contains(name)) {
            throw tokens.error("unknown function '" + first.text() + "'");
        }
        String operand = "";
        if (tokens.takeSymbol("*")) {
            operand = "*";
        } else if (!tokens.peek().isSymbol(")")) {
            operand = tokens.name();
        }
        tokens.expectSymbol(")");
        return name + "(" + operand + ")";
    }

    private List<Query.Sort> order() throws SqlException {
        List<Query.Sort> order = new ArrayList<>();
        do {
            String name = reference();
            boolean descending = tokens.takeWord("desc");
            if (!descending) {
                tokens.takeWord("asc");
            }
            order.add(new Query.Sort(name, descending));
        } while (tokens.takeSymbol(","));
        return order;
    }

    private void limit() throws SqlException {
        limit = tokens.integer();
        if (tokens.takeSymbol(",")) {
            offset = limit;
            limit = tokens.integer();
        } else if (tokens.takeWord("offset")) {
            offset = tokens.integer();
        }
    }

    private void options() throws SqlException {
        do {
            String name = tokens.name();
            tokens.expectSymbol("=");
            if (name.equals("max_matches")) {
                maxMatches = tokens.integer();
            } else {
                tokens.take();
            }
        } while (tokens.takeSymbol(","));
    }
}
