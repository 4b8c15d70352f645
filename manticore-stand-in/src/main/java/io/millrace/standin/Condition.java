package io.millrace.standin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The WHERE of a statement: comparisons that all have to hold, a list of ids, the nearest vectors. */
final class Condition {
    private static final String NUMBERS = "\\(([-\\d., ]+)\\)";
    private static final Pattern PART = Pattern.compile(
            "(?:knn\\((\\w+), ?\\d+, ?" + NUMBERS + "\\)|id IN " + NUMBERS
                    + "|`?(\\w+)`? ?([<>]=?|=) ?(?:(-?\\d+)|'([^'\\\\]*)'))(?: AND |$)",
            Pattern.CASE_INSENSITIVE);

    private final String table;
    private final List<Comparison> comparisons = new ArrayList<>();
    private @Nullable List<Long> ids;
    private @Nullable Nearest nearest;

    private Condition(String table) {
        this.table = table;
    }

    private record Comparison(
            String column,
            String sign,
            @Nullable Long number,
            @Nullable String text) {
        Predicate<Row> in(Schema schema, String table) throws RefusedException {
            Column compared = Select.column(schema, table, column);
            if (number != null && compared.type().isInteger()) {
                return row -> holds(Long.compare(row.number(compared), number));
            }
            if (text != null && compared.type() == ColumnType.STRING && sign.equals("=")) {
                // Manticore's usual collation.
                return row -> row.text(compared).equalsIgnoreCase(text);
            }
            throw RefusedException.notServed("a condition with " + sign + " on column '" + column + "'");
        }

        private boolean holds(int compared) {
            return compared == 0 ? sign.endsWith("=") : sign.startsWith(compared < 0 ? "<" : ">");
        }
    }

    private record Nearest(String column, List<Float> target) {
        Comparator<Row> in(Schema schema, String table) throws RefusedException {
            Column vectors = Select.column(schema, table, column);
            return Comparator.comparingDouble(row -> distance(row.vector(vectors), vectors.options()));
        }

        private double distance(List<Float> vector, String options) {
            double distance = vector.size() == target.size() ? 0 : Double.POSITIVE_INFINITY;
            for (int i = 0; i < Math.min(vector.size(), target.size()); i++) {
                float difference = vector.get(i) - target.get(i);
                distance += options.contains("'L2'") ? difference * difference : -vector.get(i) * target.get(i);
            }
            return distance;
        }
    }

    /** @param text empty for all rows */
    static Condition of(String table, String text) throws RefusedException {
        Condition condition = new Condition(table);
        Matcher part = PART.matcher(text);
        for (int end = 0; end < text.length(); end = part.end()) {
            if (!part.find(end) || part.start() != end) {
                throw RefusedException.notServed("a condition, from '" + text.substring(end) + "' on");
            }
            try {
                condition.add(part);
            } catch (NumberFormatException e) {
                throw RefusedException.conflict("number " + part.group(part.group(3) == null ? 6 : 3)
                        + " is out of range [" + Long.MIN_VALUE + ".." + Long.MAX_VALUE + "]");
            }
        }
        return condition;
    }

    private void add(Matcher part) {
        if (part.group(1) != null) {
            Stream<String> numbers = Arrays.stream(part.group(2).split(", ?"));
            nearest = new Nearest(part.group(1), numbers.map(Float::valueOf).toList());
        } else if (part.group(3) != null) {
            Stream<String> numbers = Arrays.stream(part.group(3).split(", ?"));
            ids = numbers.map(Long::valueOf).toList();
        } else {
            Long number = part.group(6) == null ? null : Long.valueOf(part.group(6));
            comparisons.add(
                    new Comparison(part.group(4).toLowerCase(Locale.ROOT), part.group(5), number, part.group(7)));
        }
    }

    boolean isEmpty() {
        return comparisons.isEmpty() && findsInOrder();
    }

    /** Whether rows are found in the order of their ids as signed numbers. */
    boolean findsInOrder() {
        return ids == null && nearest == null;
    }

    /** The rows for which all holds. Those of a list of ids come in their order as unsigned numbers. */
    Stream<Row> find(Schema schema, NavigableMap<Long, Row> rows) throws RefusedException {
        Stream<Row> found = ids == null
                ? rows.tailMap(lowest(), true).values().stream()
                : ids.stream()
                        .distinct()
                        .sorted(Long::compareUnsigned)
                        .map(rows::get)
                        .filter(Objects::nonNull);
        for (Comparison comparison : comparisons) {
            found = found.filter(comparison.in(schema, table));
        }
        return nearest == null ? found : found.sorted(nearest.in(schema, table));
    }

    /** The lowest id that can be meant. */
    private long lowest() {
        return comparisons.stream()
                .filter(comparison -> comparison.column().equals("id") && comparison.number() != null)
                .filter(comparison -> !comparison.sign().startsWith("<"))
                .mapToLong(comparison -> Objects.requireNonNull(comparison.number()))
                .max()
                .orElse(Long.MIN_VALUE);
    }
}
