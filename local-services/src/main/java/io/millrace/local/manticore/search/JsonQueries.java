package io.millrace.local.manticore.search;

import io.millrace.local.manticore.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The body of {@code /search}. */
public final class JsonQueries {
    private final JsonValue body;

    private JsonQueries(JsonValue body) {
        this.body = body;
    }

    /** @throws SearchException for what is no query */
    public static Query of(JsonValue body) throws SearchException {
        return new JsonQueries(body).query();
    }

    private Query query() throws SearchException {
        String table = body.member("table")
                .or(() -> body.member("index"))
                .filter(JsonValue::isString)
                .orElseThrow(() -> new SearchException("\"table\" property missing"))
                .asText()
                .toLowerCase(Locale.ROOT);
        List<Condition> conditions = new ArrayList<>();
        List<SelectItem> items = new ArrayList<>();
        items.add(new SelectItem.Everything(sourceNames()));
        if (body.member("query").isPresent()) {
            conditions.add(new JsonConditions().of(body.member("query").get()));
        }
        if (body.member("knn").isPresent()) {
            JsonValue knn = body.member("knn").get();
            conditions.add(nearest(knn));
            items.add(new SelectItem.Distance("knn_dist()"));
            if (knn.member("filter").isPresent()) {
                conditions.add(new JsonConditions().of(knn.member("filter").get()));
            }
        }
        Condition condition = conditions.isEmpty() ? Condition.ALL : new AllOf(conditions);
        return new Query(table, items, condition, Optional.empty(), order(), page());
    }

    private List<String> sourceNames() {
        Optional<JsonValue> source = body.member("_source");
        if (source.isEmpty()) {
            return List.of();
        }
        JsonValue included = source.get().member("includes").orElse(source.get());
        return included.isString() ? List.of(included.asText()) : texts(included);
    }

    private static List<String> texts(JsonValue array) {
        List<String> texts = new ArrayList<>();
        if (array.isArray()) {
            for (JsonValue.Elements elements = array.elements(); elements.next(); ) {
                texts.add(elements.value().asText());
            }
        }
        return texts;
    }

    private static Condition nearest(JsonValue knn) throws SearchException {
        String field = knn.member("field")
                .orElseThrow(() -> new SearchException("\"field\" property missing"))
                .asText();
        JsonValue vector = knn.member("query_vector")
                .or(() -> knn.member("query"))
                .filter(JsonValue::isArray)
                .orElseThrow(() -> new SearchException("\"query_vector\" property missing"));
        List<Float> components = new ArrayList<>();
        for (JsonValue.Elements elements = vector.elements(); elements.next(); ) {
            components.add((float) elements.value().asDouble());
        }
        float[] target = new float[components.size()];
        for (int i = 0; i < target.length; i++) {
            target[i] = components.get(i);
        }
        int wanted = knn.member("k").map(k -> (int) k.asLong()).orElse(Query.Page.DEFAULT.limit());
        return new Nearest(field, wanted, target);
    }

    private List<Query.Sort> order() throws SearchException {
        List<Query.Sort> order = new ArrayList<>();
        Optional<JsonValue> sort = body.member("sort");
        if (sort.isEmpty()) {
            return order;
        }
        if (!sort.get().isArray()) {
            order.add(sort(sort.get()));
            return order;
        }
        for (JsonValue.Elements elements = sort.get().elements(); elements.next(); ) {
            order.add(sort(elements.value()));
        }
        return order;
    }

    /** {@code "a"}, {@code {"a":"desc"}} or {@code {"a":{"order":"desc"}}}; weights come largest first. */
    private static Query.Sort sort(JsonValue sort) throws SearchException {
        if (sort.isString()) {
            return sort(sort.asText(), sort.textEquals("_score") ? "desc" : "asc");
        }
        JsonValue.Members members = sort.members();
        if (!sort.isObject() || !members.next()) {
            throw new SearchException("\"sort\" property items should be strings or objects");
        }
        JsonValue direction = members.value().member("order").orElse(members.value());
        return sort(members.key().asText(), direction.asText());
    }

    private static Query.Sort sort(String name, String direction) {
        String column = switch (name) {
            case "_score" -> "weight()";
            case "_id" -> "id";
            case "_knn_dist" -> "knn_dist()";
            default -> name.toLowerCase(Locale.ROOT);
        };
        return new Query.Sort(column, direction.equalsIgnoreCase("desc"));
    }

    private Query.Page page() {
        int offset = number("offset").or(() -> number("from")).orElse(0);
        int limit = number("limit").or(() -> number("size")).orElse(Query.Page.DEFAULT.limit());
        int maxMatches = number("max_matches")
                .or(() -> body.member("options")
                        .flatMap(options -> options.member("max_matches"))
                        .map(value -> (int) value.asLong()))
                .orElse(Query.Page.DEFAULT.maxMatches());
        return new Query.Page(offset, limit, maxMatches);
    }

    private Optional<Integer> number(String name) {
        return body.member(name).filter(JsonValue::isInteger).map(value ->
                (int) Math.min(Integer.MAX_VALUE, value.asLong()));
    }
}
