package io.millrace.standin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** SELECT of columns, or of COUNT and MAX. */
final class Select {
    private static final long USUAL_LIMIT = 20;
    private static final long USUAL_MAX_MATCHES = 1000;
    private static final Pattern AGGREGATE =
            Pattern.compile("(?:count\\(\\*\\)|max\\((\\w+)\\))(?: (?:as )?(\\w+))?", Pattern.CASE_INSENSITIVE);

    private final Contents table;
    private final Sql.Parts parts;
    private final Condition condition;

    /** @param parts items, table, condition, column and direction of the order, limit, max_matches */
    Select(Contents table, Sql.Parts parts) throws RefusedException {
        this.table = table;
        this.parts = parts;
        this.condition = new Condition(table, parts.get(3));
    }

    String answer() throws RefusedException {
        Matcher aggregate = AGGREGATE.matcher(parts.get(1));
        return (aggregate.matches() ? aggregate(new Sql.Parts(aggregate)) : list()).toString();
    }

    private Answer list() throws RefusedException {
        List<Column> columns = new ArrayList<>();
        for (String item : parts.get(1).split(", ?")) {
            String name = item.replaceAll("^`(\\w+)`$", "$1").toLowerCase(Locale.ROOT);
            if (name.equals("*")) {
                columns.add(Schema.ID);
                columns.addAll(table.schema().columns());
            } else if (name.equals(item) && Listings.RESERVED_IN_QUERIES.contains(name)
                    || !name.matches("\\w*[a-z_]\\w*")) {
                throw RefusedException.notServed("a SELECT of " + item);
            } else {
                columns.add(table.column(name));
            }
        }
        Answer answer = new Answer();
        columns.forEach(column -> answer.column(column.name(), column.type().answered));
        ordered()
                .limit(limit())
                .forEach(row -> answer.row(columns.stream()
                        .map(column -> Answer.ofSql(row, column))
                        .toList()));
        return answer;
    }

    private long limit() {
        return Math.min(parts.number(6, USUAL_LIMIT), parts.number(7, USUAL_MAX_MATCHES));
    }

    private Answer aggregate(Sql.Parts item) throws RefusedException {
        String operand = item.name(1);
        String alias = item.get(2).isEmpty() ? item.get(0).toLowerCase(Locale.ROOT) : item.get(2);
        if (operand.isEmpty()) {
            long count = parts.get(3).isEmpty()
                    ? table.rows().size()
                    : condition.find().count();
            return new Answer().column(alias, "long long").row(List.of(Long.toString(count)));
        }
        Column column = integer(operand);
        long greatest =
                condition.find().mapToLong(row -> row.number(column)).max().orElse(0);
        return new Answer().column(alias, column.type().answered).row(List.of(Long.toString(greatest)));
    }

    private static Comparator<Row> ascending(Column column) throws RefusedException {
        if (column.type() == ColumnType.FLOAT) {
            return Comparator.comparing(row -> row.decimal(column));
        }
        requireInteger(column);
        return Comparator.comparingLong(row -> row.number(column));
    }

    private Column integer(String name) throws RefusedException {
        Column column = table.column(name);
        requireInteger(column);
        return column;
    }

    private static void requireInteger(Column column) throws RefusedException {
        if (!column.type().isInteger()) {
            throw RefusedException.notServed("an order of what is no number, or a MAX of what is no whole number");
        }
    }

    private Stream<Row> ordered() throws RefusedException {
        String order = parts.name(4);
        boolean descending = parts.name(5).equals("desc");
        boolean already = order.equals("id") && !descending && condition.findsInOrder();
        if (order.isEmpty() || already) {
            return condition.find();
        }
        Comparator<Row> ascending = ascending(table.column(order));
        Comparator<Row> wanted = descending ? ascending.reversed() : ascending;
        return limit() == 1
                ? condition.find().min(wanted).stream()
                : condition.find().sorted(wanted);
    }
}
