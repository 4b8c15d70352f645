package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.search.AllOf;
import io.millrace.local.manticore.search.AnyOf;
import io.millrace.local.manticore.search.Comparison;
import io.millrace.local.manticore.search.Comparison.Operator;
import io.millrace.local.manticore.search.Condition;
import io.millrace.local.manticore.search.Literal;
import io.millrace.local.manticore.search.Nearest;
import io.millrace.local.manticore.search.Not;
import io.millrace.local.manticore.search.OneOf;
import io.millrace.local.manticore.search.TextMatch;
import io.millrace.local.manticore.search.TextQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** WHERE. */
final class ConditionParser {
    private final Tokens tokens;

    ConditionParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Condition condition() throws SqlException {
        List<Condition> alternatives = new ArrayList<>();
        do {
            alternatives.add(conjunction());
        } while (tokens.takeWord("or"));
        return alternatives.size() == 1 ? alternatives.get(0) : new AnyOf(alternatives);
    }

    private Condition conjunction() throws SqlException {
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(factor());
        } while (tokens.takeWord("and"));
        return parts.size() == 1 ? parts.get(0) : new AllOf(parts);
    }

    private Condition factor() throws SqlException {
        if (tokens.takeWord("not")) {
            return new Not(factor());
        }
        if (tokens.takeSymbol("(")) {
            Condition inner = condition();
            tokens.expectSymbol(")");
            return inner;
        }
        if (tokens.takeWord("knn")) {
            return nearest();
        }
        String name = tokens.name();
        if (name.equals("match") && tokens.takeSymbol("(")) {
            Condition match = new TextMatch(TextQuery.parsed(tokens.string()));
            tokens.expectSymbol(")");
            return match;
        }
        return comparison(name + path());
    }

    /** Behind KNN: {@code (column, wanted, (1, 2, 3))}. */
    private Condition nearest() throws SqlException {
        tokens.expectSymbol("(");
        String column = tokens.name();
        tokens.expectSymbol(",");
        int wanted = tokens.integer();
        tokens.expectSymbol(",");
        List<Literal> components = list();
        tokens.expectSymbol(")");
        float[] target = new float[components.size()];
        for (int i = 0; i < target.length; i++) {
            target[i] = components.get(i) instanceof Literal.Fraction fraction
                    ? (float) fraction.value()
                    : components.get(i) instanceof Literal.Whole whole ? whole.value() : 0;
        }
        return new Nearest(column, wanted, target);
    }

    /** {@code .a.b[0]} behind the name of a json column. */
    String path() throws SqlException {
        StringBuilder path = new StringBuilder();
        while (true) {
            if (tokens.takeSymbol(".")) {
                path.append('.').append(tokens.take().text());
            } else if (tokens.takeSymbol("[")) {
                Token step = tokens.take();
                boolean text = step.kind() == Token.Kind.STRING;
                path.append(text ? "['" + step.text() + "']" : "[" + step.text() + "]");
                tokens.expectSymbol("]");
            } else {
                return path.toString();
            }
        }
    }

    private Condition comparison(String column) throws SqlException {
        boolean negated = tokens.takeWord("not");
        if (tokens.takeWord("in")) {
            Condition oneOf = new OneOf(column, list());
            return negated ? new Not(oneOf) : oneOf;
        }
        if (tokens.takeWord("between")) {
            Condition between = between(column);
            return negated ? new Not(between) : between;
        }
        Optional<Operator> operator = operator(tokens.peek());
        if (operator.isEmpty()) {
            throw tokens.unexpected();
        }
        tokens.take();
        return new Comparison(column, operator.get(), literal());
    }

    private Condition between(String column) throws SqlException {
        Literal least = literal();
        tokens.expectWord("and");
        return new AllOf(List.of(
                new Comparison(column, Operator.GREATER_OR_EQUAL, least),
                new Comparison(column, Operator.LESS_OR_EQUAL, literal())));
    }

    private static Optional<Operator> operator(Token token) {
        if (token.kind() != Token.Kind.SYMBOL) {
            return Optional.empty();
        }
        return switch (token.text()) {
            case "=" -> Optional.of(Operator.EQUAL);
            case "<>", "!=" -> Optional.of(Operator.UNEQUAL);
            case "<" -> Optional.of(Operator.LESS);
            case "<=" -> Optional.of(Operator.LESS_OR_EQUAL);
            case ">" -> Optional.of(Operator.GREATER);
            case ">=" -> Optional.of(Operator.GREATER_OR_EQUAL);
            default -> Optional.empty();
        };
    }

    private List<Literal> list() throws SqlException {
        tokens.expectSymbol("(");
        List<Literal> list = new ArrayList<>();
        do {
            list.add(literal());
        } while (tokens.takeSymbol(","));
        tokens.expectSymbol(")");
        return list;
    }

    private Literal literal() throws SqlException {
        if (tokens.peek().kind() == Token.Kind.STRING) {
            return new Literal.Text(tokens.take().text());
        }
        boolean negative = tokens.takeSymbol("-");
        if (tokens.peek().kind() != Token.Kind.NUMBER) {
            throw tokens.unexpected();
        }
        return number((negative ? "-" : "") + tokens.take().text());
    }

    private Literal number(String text) throws SqlException {
        boolean whole = text.chars().allMatch(c -> c == '-' || Character.isDigit(c));
        try {
            return whole ? new Literal.Whole(Long.parseLong(text)) : new Literal.Fraction(Float.parseFloat(text));
        } catch (NumberFormatException e) {
            throw whole
                    ? new SqlException(
                            "number " + text + " is out of range [" + Long.MIN_VALUE + ".." + Long.MAX_VALUE + "]")
                    : tokens.error("'" + text + "' is no number");
        }
    }
}
