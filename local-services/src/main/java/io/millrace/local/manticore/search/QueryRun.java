package io.millrace.local.manticore.search;

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
        Query.Page page = query.page();
        if (page.offset() > 0 && page.offset() >= page.maxMatches()) {
            throw new SearchException(
                    "offset out of bounds (offset=" + page.offset() + ", max_matches=" + page.maxMatches() + ")");
        }
        return new QueryRun(query, rows).result();
    }

    private Result result() throws SearchException {
        boolean grouped = query.groupBy().isPresent() || !columns.aggregates().isEmpty();
        List<Hit> hits = grouped ? groups() : hits();
        Optional<Comparator<Hit>> order = order();
        if (order.isPresent()) {
            hits.sort(order.get());
        }
        Query.Page page = query.page();
        int end = (int) Math.min(hits.size(), Math.min((long) page.offset() + page.limit(), page.maxMatches()));
        return new Result(columns.columns(), hits.subList(Math.min(page.offset(), end), end), hits.size());
    }

    private List<Hit> hits() throws SearchException {
        List<Hit> hits = new ArrayList<>();
        Selection.each(rows, query.condition(), row -> hits.add(Hit.of(row, 1, 0)));
        return hits;
    }

    private List<Hit> groups() throws SearchException {
        Map<String, Hit> groups = new LinkedHashMap<>();
        if (query.groupBy().isEmpty()) {
            groups.put("", new Hit(Optional.empty(), 1, 0, accumulators()));
        }
        Optional<ResultColumn> key = Optional.empty();
        if (query.groupBy().isPresent()) {
            key = Optional.of(columns.named(query.groupBy().get(), schema));
        }
        GroupKey groupKey = new GroupKey(key);
        Selection.each(rows, query.condition(), row -> {
            Hit group = groups.computeIfAbsent(groupKey.of(row), k -> new Hit(Optional.of(row), 1, 0, accumulators()));
            for (Accumulator accumulator : group.aggregates()) {
                accumulator.add(row);
            }
        });
        return new ArrayList<>(groups.values());
    }

    private Accumulator[] accumulators() {
        return columns.aggregates().stream().map(Accumulator::new).toArray(Accumulator[]::new);
    }

    private Optional<Comparator<Hit>> order() throws SearchException {
        Optional<Comparator<Hit>> order = Optional.empty();
        for (Query.Sort sort : query.order()) {
            Comparator<Hit> next = columns.named(sort.name(), schema).order();
            Comparator<Hit> directed = sort.descending() ? next.reversed() : next;
            order = Optional.of(
                    order.map(before -> before.thenComparing(directed)).orElse(directed));
        }
        return order;
    }
}
