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
    private static final Pattern AGGREGATE =
            Pattern.compile("(?:count\\(\\*\\)|max\\((\\w+)\\))(?: (?:as )?(\\w+))?", Pattern.CASE_INSENSITIVE);

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
                parts.get(6).isEmpty() ? USUAL_LIMIT : Long.parseLong(parts.get(6)),
                parts.get(7).isEmpty() ? USUAL_MAX_MATCHES : Long.parseLong(parts.get(7)));
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
        Matcher aggregate = AGGREGATE.matcher(items);
        return aggregate.matches() ? aggregate(aggregate, schema, rows) : list(schema, rows);
    }

    private String list(Schema schema, NavigableMap<Long, Row> rows) throws RefusedException {
        Answer answer = new Answer();
        List<Column> columns = new ArrayList<>();
        for (String item : items.split(", ?")) {
            String name = item.replaceAll("^`(\\w+)`$", "$1").toLowerCase(Locale.ROOT);
            if (name.equals("*")) {
                columns.add(Schema.ID);
                columns.addAll(schema.columns());
            } else if (name.equals(item) && Listings.RESERVED_IN_QUERIES.contains(name)
                    || !name.matches("\\w*[a-z_]\\w*")) {
                throw RefusedException.notServed("a SELECT of " + item);
            } else {
                columns.add(column(schema, table, name));
            }
        }
        columns.forEach(column -> answer.column(column.name(), column.type().answered));
        ordered(condition.find(schema, rows), schema)
                .limit(limit)
                .forEach(row -> answer.row(columns.stream()
                        .map(column -> Answer.ofSql(row, column))
                        .toList()));
        return answer.toString();
    }

    private String aggregate(Matcher item, Schema schema, NavigableMap<Long, Row> rows) throws RefusedException {
        String operand = item.group(1) == null ? "" : item.group(1).toLowerCase(Locale.ROOT);
        String usual = operand.isEmpty() ? "count(*)" : "max(" + operand + ")";
        String alias = item.group(2) == null ? usual : item.group(2);
        if (operand.isEmpty()) {
            long count = condition.isEmpty()
                    ? rows.size()
                    : condition.find(schema, rows).count();
            return new Answer()
                    .column(alias, "long long")
                    .row(List.of(Long.toString(count)))
                    .toString();
        }
        Column column = integer(schema, operand);
        long greatest = condition
                .find(schema, rows)
                .mapToLong(row -> row.number(column))
                .max()
                .orElse(0);
        return new Answer()
                .column(alias, column.type().answered)
                .row(List.of(Long.toString(greatest)))
                .toString();
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
