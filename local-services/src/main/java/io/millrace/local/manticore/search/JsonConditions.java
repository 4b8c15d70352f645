package io.millrace.local.manticore.search;

import io.millrace.local.manticore.json.JsonKind;
import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.search.Comparison.Operator;
import java.util.ArrayList;
import java.util.List;

/** The {@code query} of JSON requests. */
public final class JsonConditions {

    /** @throws SearchException for what is no query */
    public Condition of(JsonValue query) throws SearchException {
        if (!query.isObject()) {
            throw new SearchException("\"query\" property value should be an object");
        }
        List<Condition> parts = new ArrayList<>();
        for (JsonValue.Members members = query.members(); members.next(); ) {
            parts.add(of(members.key().asText(), members.value()));
        }
        return all(parts);
    }

    private Condition of(String kind, JsonValue body) throws SearchException {
        return switch (kind) {
            case "match_all" -> Condition.ALL;
            case "equals" -> equality(body);
            case "in" -> in(body);
            case "range" -> range(body);
            case "bool" -> bool(body);
            case "match" -> match(body);
            case "match_phrase" -> phrase(body);
            case "query_string" -> new TextMatch(TextQuery.parsed(queryString(body)));
            default -> throw new SearchException("unsupported query type: " + kind);
        };
    }

    private static Condition equality(JsonValue body) throws SearchException {
        JsonValue.Members column = single("equals", body);
        return new Comparison(column.key().asText(), Operator.EQUAL, literal(column.value()));
    }

    private static Condition in(JsonValue body) throws SearchException {
        JsonValue.Members column = single("in", body);
        if (!column.value().isArray()) {
            throw new SearchException("\"in\" property value should be an array");
        }
        List<Literal> constants = new ArrayList<>();
        for (JsonValue.Elements elements = column.value().elements(); elements.next(); ) {
            constants.add(literal(elements.value()));
        }
        return new OneOf(column.key().asText(), constants);
    }

    private static Condition range(JsonValue body) throws SearchException {
        JsonValue.Members column = single("range", body);
        if (!column.value().isObject()) {
            throw new SearchException("range filter should be an object");
        }
        List<Condition> bounds = new ArrayList<>();
        for (JsonValue.Members bound = column.value().members(); bound.next(); ) {
            Operator operator = switch (bound.key().asText()) {
                case "lt" -> Operator.LESS;
                case "lte" -> Operator.LESS_OR_EQUAL;
                case "gt" -> Operator.GREATER;
                case "gte" -> Operator.GREATER_OR_EQUAL;
                default ->
                    throw new SearchException(
                            "unknown range bound '" + bound.key().asText() + "'");
            };
            bounds.add(new Comparison(column.key().asText(), operator, literal(bound.value())));
        }
        if (bounds.isEmpty()) {
            throw new SearchException("range filter should have at least one bound");
        }
        return all(bounds);
    }

    private static Condition match(JsonValue body) throws SearchException {
        JsonValue.Members field = single("match", body);
        JsonValue value = field.value();
        String fields = field.key().asText();
        boolean all = value.member("operator")
                .map(operator -> operator.asText().equalsIgnoreCase("and"))
                .orElse(false);
        String text = value.member("query").orElse(value).asText();
        return new TextMatch(all ? TextQuery.allWords(text, fields) : TextQuery.anyWord(text, fields));
    }

    private static Condition phrase(JsonValue body) throws SearchException {
        JsonValue.Members field = single("match_phrase", body);
        String text = field.value().member("query").orElse(field.value()).asText();
        return new TextMatch(TextQuery.phrase(text, field.key().asText()));
    }

    private static String queryString(JsonValue body) {
        return body.member("query").orElse(body).asText();
    }

    private Condition bool(JsonValue body) throws SearchException {
        List<Condition> parts = new ArrayList<>();
        for (JsonValue.Members clauses = body.members(); clauses.next(); ) {
            List<Condition> clause = clause(clauses.value());
            switch (clauses.key().asText()) {
                case "must", "filter" -> parts.addAll(clause);
                case "should" -> parts.add(new AnyOf(clause));
                case "must_not" -> parts.add(new Not(new AnyOf(clause)));
                default ->
                    throw new SearchException(
                            "unknown bool query type: " + clauses.key().asText());
            }
        }
        return all(parts);
    }

    private List<Condition> clause(JsonValue body) throws SearchException {
        if (!body.isArray()) {
            return List.of(of(body));
        }
        List<Condition> clause = new ArrayList<>();
        for (JsonValue.Elements elements = body.elements(); elements.next(); ) {
            clause.add(of(elements.value()));
        }
        return clause;
    }

    private static Condition all(List<Condition> parts) {
        return parts.size() == 1 ? parts.get(0) : new AllOf(parts);
    }

    private static JsonValue.Members single(String kind, JsonValue body) throws SearchException {
        JsonValue.Members members = body.members();
        if (!body.isObject() || !members.next()) {
            throw new SearchException("\"" + kind + "\" property value should be an object");
        }
        return members;
    }

    private static Literal literal(JsonValue value) throws SearchException {
        return switch (value.kind()) {
            case STRING -> new Literal.Text(value.asText());
            case NUMBER ->
                value.isInteger() ? new Literal.Whole(value.asLong()) : new Literal.Fraction((float) value.asDouble());
            case TRUE, FALSE -> new Literal.Whole(value.kind() == JsonKind.TRUE ? 1 : 0);
            case OBJECT, ARRAY, NULL -> throw new SearchException("filter expects a number or a string");
        };
    }
}
