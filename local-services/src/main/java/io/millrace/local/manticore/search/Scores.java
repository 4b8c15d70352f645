package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Row;
import io.millrace.local.manticore.storage.Schema;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** How well rows match: worked out only where it is asked for, as it costs more than to match. */
record Scores(ToIntFunction<Row> weight, ToDoubleFunction<Row> distance) {
    private static final List<String> NAMES = List.of("weight()", "_score");

    static Scores of(Query query, Schema schema) throws SearchException {
        List<TextMatch> texts = query.condition().texts();
        ToIntFunction<Row> weight = row -> 1;
        if (!texts.isEmpty() && needsWeight(query)) {
            weight = texts.get(0).weight(schema);
        }
        ToDoubleFunction<Row> distance = row -> 0;
        if (query.condition().nearest().isPresent()) {
            distance = query.condition().nearest().get().distance(schema);
        }
        return new Scores(weight, distance);
    }

    private static boolean needsWeight(Query query) {
        return query.order().isEmpty()
                || query.order().stream().anyMatch(sort -> NAMES.contains(sort.name()))
                || query.items().stream().anyMatch(SelectItem.Weight.class::isInstance);
    }

    Hit hit(Row row) {
        return Hit.of(row, weight.applyAsInt(row), (float) distance.applyAsDouble(row));
    }
}
