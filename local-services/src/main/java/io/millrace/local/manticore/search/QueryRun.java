package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Row;
import io.millrace.local.manticore.storage.Rows;
import io.millrace.local.manticore.storage.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of a query over the rows of its table. */
public final class QueryRun {
    private static final Comparator<Hit> BY_WEIGHT =
            Comparator.comparingInt(Hit::weight).reversed();
    private static final Comparator<Hit> BY_DISTANCE = Comparator.comparing(Hit::distance);

    private final Query query;
    private final Rows rows;
    private final Schema schema;
    private final ResultColumns columns;

    private QueryRun(Query query, Rows rows) throws SearchException {
        this.query = query;
        this.rows = rows;
        this.schema = rows.schema();
        this.columns = ResultColumns.of(query.items(), schema);
    }

    public static Result run(Query query, Rows rows) throws SearchException {
        return new QueryRun(query, rows).result();
    }

    private Result result() throws SearchException {
        if (query.takesRowsAsTheyCome()) {
            return firstRows();
        }
        boolean grouped = query.groupBy().isPresent() || !columns.aggregates().isEmpty();
        if (grouped) {
            return isPlainCount() ? page(List.of(countOfAll()), true) : page(sorted(groups(), Optional.empty()), false);
        }
        return page(hits(), false);
    }

    /** Manticore stops at the end of the page; that there may be more is all it then knows of the rest. */
    private Result firstRows() throws SearchException {
        int wanted = query.page().stop();
        List<Hit> hits = new ArrayList<>();
        if (wanted > 0) {
            Selection.each(rows, query.condition(), row -> {
                hits.add(Hit.of(row, 1, 0));
                return hits.size() < wanted;
            });
        }
        return page(hits, hits.size() == wanted);
    }

    private Result page(List<Hit> hits, boolean totalIsApproximate) {
        int end = Math.min(hits.size(), query.page().end());
        List<Hit> page = hits.subList(Math.min(query.page().offset(), end), end);
        return new Result(columns.columns(), page, hits.size(), totalIsApproximate);
    }

    private List<Hit> hits() throws SearchException {
        Scores scores = Scores.of(query, schema);
        List<Hit> hits = new ArrayList<>();
        Selection.each(rows, query.condition(), row -> {
            hits.add(scores.hit(row));
            return true;
        });
        Optional<Nearest> nearest = query.condition().nearest();
        if (nearest.isEmpty()) {
            return sorted(hits, query.condition().texts().isEmpty() ? Optional.empty() : Optional.of(BY_WEIGHT));
        }
        hits.sort(BY_DISTANCE);
        int found = Math.min(hits.size(), nearest.get().found());
        return sorted(new ArrayList<>(hits.subList(0, found)), Optional.of(BY_DISTANCE));
    }

    /** A count of all rows is known beforehand: Manticore looks at one row only, and says so. */
    private boolean isPlainCount() {
        return query.groupBy().isEmpty()
                && query.condition() == Condition.ALL
                && columns.columns().stream()
                        .allMatch(column -> column instanceof Aggregate aggregate
                                && aggregate.function() == AggregateFunction.COUNT);
    }

    private Hit countOfAll() {
        Accumulator[] counts = accumulators();
        for (Accumulator count : counts) {
            count.addAll(rows.documents());
        }
        return new Hit(Optional.empty(), 1, 0, counts);
    }

    private List<Hit> groups() throws SearchException {
        Map<String, Hit> groups = new LinkedHashMap<>();
        Optional<ResultColumn> key = Optional.empty();
        if (query.groupBy().isPresent()) {
            key = Optional.of(columns.named(query.groupBy().get(), schema));
        } else {
            groups.put("", new Hit(Optional.empty(), 1, 0, accumulators()));
        }
        GroupKey groupKey = new GroupKey(key);
        Selection.each(rows, query.condition(), row -> {
            Hit group = groups.computeIfAbsent(groupKey.of(row), k -> groupOf(row));
            for (Accumulator accumulator : group.aggregates()) {
                accumulator.add(row);
            }
            return true;
        });
        return new ArrayList<>(groups.values());
    }

    private Hit groupOf(Row first) {
        return new Hit(Optional.of(first), 1, 0, accumulators());
    }

    private Accumulator[] accumulators() {
        return columns.aggregates().stream().map(Accumulator::new).toArray(Accumulator[]::new);
    }

    private List<Hit> sorted(List<Hit> hits, Optional<Comparator<Hit>> otherwise) throws SearchException {
        Optional<Comparator<Hit>> order = Optional.empty();
        for (Query.Sort sort : query.order()) {
            Comparator<Hit> next = columns.named(sort.name(), schema).order();
            Comparator<Hit> directed = sort.descending() ? next.reversed() : next;
            order = Optional.of(
                    order.map(before -> before.thenComparing(directed)).orElse(directed));
        }
        order.or(() -> otherwise).ifPresent(hits::sort);
        return hits;
    }
}
