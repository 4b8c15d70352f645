package io.millrace.standin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** SELECT of columns, or of COUNT and MAX. */
final class Select {
    private static final long USUAL_LIMIT = 20;
    private static final long USUAL_MAX_MATCHES = 1000;
    private static final Pattern ITEM = Pattern.compile(
            "(\\*)|(`?)(\\w*[a-z_]\\w*)`?|(count|max)\\((\\*|\\w+)\\)(?: (?:as )?(\\w+))?", Pattern.CASE_INSENSITIVE);

    private final String table;
    private final String items;
    private final Condition condition;
    private final String order;
    private final boolean descending;
    private final long limit;

    /** @param parts items, table, condition, column and direction of the order, limit, max_matches */
    Select(String table, Sql.Parts parts) throws RefusedException {
        this.table = table;
        this.items = parts.get(1);
        this.condition = Condition.of(table, parts.get(3));
        this.order = parts.name(4);
        this.descending = parts.name(5).equals("desc");
        this.limit = Math.min(
                parts.find(6).map(Long::valueOf).orElse(USUAL_LIMIT),
                parts.find(7).map(Long::valueOf).orElse(USUAL_MAX_MATCHES));
    }

    static RefusedException missing(String table) {
        return RefusedException.conflict("unknown local table(s) '" + table + "' in search request");
    }

    static Column column(Schema schema, String table, String name) throws RefusedException {
        return schema.find(name)
                .orElseThrow(
                        () -> RefusedException.conflict("table " + table + ": parse error: unknown column: " + name));
    }

    String answer(Schema schema, NavigableMap<Long, Row> rows) throws RefusedException {
        Answer answer = new Answer();
        List<Column> columns = new ArrayList<>();
        List<String> aggregates = new ArrayList<>();
        for (String text : items.split(", ?")) {
            Matcher item = ITEM.matcher(text);
            if (!item.matches()) {
                throw RefusedException.notServed("a SELECT of '" + text + "'");
            }
            if (item.group(4) != null) {
                aggregates.add(aggregate(item, answer, schema, rows));
            } else if (item.group(1) != null) {
                columns.add(Schema.ID);
                columns.addAll(schema.columns());
            } else {
                columns.add(plain(item, schema));
            }
        }
        if (!columns.isEmpty() && !aggregates.isEmpty()) {
            throw RefusedException.notServed("COUNT or MAX beside columns");
        }
        columns.forEach(column -> answer.column(column.name(), column.type().answered));
        if (columns.isEmpty()) {
            return answer.row(aggregates).toString();
        }
        ordered(condition.find(schema, rows), schema)
                .limit(limit)
                .forEach(row -> answer.row(columns.stream()
                        .map(column -> Answer.ofSql(row, column))
                        .toList()));
        return answer.toString();
    }

    private Column plain(Matcher item, Schema schema) throws RefusedException {
        String name = item.group(3).toLowerCase(Locale.ROOT);
        if (item.group(2).isEmpty() && Names.isReservedInQueries(name)) {
            throw RefusedException.conflict("P01: syntax error, unexpected " + name.toUpperCase(Locale.ROOT) + " near '"
                    + item.group() + " FROM " + table + "'");
        }
        return column(schema, table, name);
    }

    /** Adds the column to the answer; returns its value. */
    private String aggregate(Matcher item, Answer answer, Schema schema, NavigableMap<Long, Row> rows)
            throws RefusedException {
        String function = item.group(4).toLowerCase(Locale.ROOT);
        String operand = item.group(5).toLowerCase(Locale.ROOT);
        String alias = item.group(6) == null ? function + "(" + operand + ")" : item.group(6);
        if (function.equals("count")) {
            answer.column(alias, "long long");
            return Long.toString(
                    condition.isEmpty()
                            ? rows.size()
                            : condition.find(schema, rows).count());
        }
        Column column = integer(schema, operand);
        answer.column(alias, column.type().answered);
        return Long.toString(condition
                .find(schema, rows)
                .mapToLong(row -> row.number(column))
                .max()
                .orElse(0));
    }

    private Column integer(Schema schema, String name) throws RefusedException {
        Column column = column(schema, table, name);
        if (!column.type().isInteger()) {
            throw RefusedException.notServed("an order or a MAX of what is no whole number");
        }
        return column;
    }

    private Stream<Row> ordered(Stream<Row> found, Schema schema) throws RefusedException {
        boolean already = order.equals("id") && !descending && condition.findsInOrder();
        if (order.isEmpty() || already) {
            return found;
        }
        Column column = integer(schema, order);
        Comparator<Row> ascending = Comparator.comparingLong(row -> row.number(column));
        Comparator<Row> wanted = descending ? ascending.reversed() : ascending;
        return limit == 1 ? found.min(wanted).stream() : found.sorted(wanted);
    }
}
