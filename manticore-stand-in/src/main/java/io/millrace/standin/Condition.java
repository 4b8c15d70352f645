package io.millrace.standin;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The WHERE of a statement: comparisons that all have to hold, a list of ids, the nearest vectors. */
final class Condition {
    private static final String NUMBERS = "\\(([-\\d., ]+)\\)";
    private static final Pattern PART = Pattern.compile(
            "(?:knn\\((\\w+), ?\\d+, ?" + NUMBERS + "\\)|id IN " + NUMBERS
                    + "|`?(\\w+)`? ?([<>]=?|=) ?(?:(-?\\d+(?:\\.\\d+)?)|'([^'\\\\]*)'))(?: AND |$)",
            Pattern.CASE_INSENSITIVE);

    private final Contents table;
    private long lowestId = Long.MIN_VALUE;
    private Predicate<Row> comparisons = row -> true;
    private Optional<List<Long>> ids = Optional.empty();
    private Optional<Comparator<Row>> nearest = Optional.empty();

    /** @param text empty for all rows */
    Condition(Contents table, String text) throws RefusedException {
        this.table = table;
        Matcher part = PART.matcher(text);
        for (int end = 0; end < text.length(); end = part.end()) {
            if (!part.find(end) || part.start() != end) {
                throw RefusedException.notServed("a condition, from '" + text.substring(end) + "' on");
            }
            try {
                add(part);
            } catch (NumberFormatException e) {
                throw RefusedException.conflict("number " + part.group(part.group(3) == null ? 6 : 3)
                        + " is out of range [" + Long.MIN_VALUE + ".." + Long.MAX_VALUE + "]");
            }
        }
    }

    private void add(Matcher part) throws RefusedException {
        if (part.group(1) != null) {
            Column column = table.column(part.group(1));
            List<Float> target = numbers(part.group(2), Float::valueOf);
            nearest = Optional.of(
                    Comparator.comparingDouble(row -> distance(row.vector(column), target, column.options())));
        } else if (part.group(3) != null) {
            ids = Optional.of(numbers(part.group(3), Long::valueOf));
        } else {
            comparisons = comparisons.and(comparison(part));
        }
    }

    private static <T> List<T> numbers(String text, Function<String, T> number) {
        return Arrays.stream(text.split(", ?")).map(number).toList();
    }

    private Predicate<Row> comparison(Matcher part) throws RefusedException {
        Column column = table.column(part.group(4).toLowerCase(Locale.ROOT));
        String sign = part.group(5);
        if (part.group(6) != null && column.type() == ColumnType.FLOAT) {
            float number = Float.parseFloat(part.group(6));
            return row -> holds(sign, Float.compare(row.decimal(column), number));
        }
        if (part.group(6) != null && column.type().isInteger() && !part.group(6).contains(".")) {
            long number = Long.parseLong(part.group(6));
            if (column.equals(Schema.ID) && !sign.startsWith("<")) {
                lowestId = Math.max(lowestId, number);
            }
            return row -> holds(sign, Long.compare(row.number(column), number));
        }
        if (part.group(7) != null && column.type() == ColumnType.STRING && sign.equals("=")) {
            // Manticore's usual collation.
            String text = part.group(7);
            return row -> row.text(column).equalsIgnoreCase(text);
        }
        throw RefusedException.notServed("a condition with " + sign + " on column '" + column.name() + "'");
    }

    private static boolean holds(String sign, int compared) {
        return compared == 0 ? sign.endsWith("=") : sign.startsWith(compared < 0 ? "<" : ">");
    }

    private static double distance(List<Float> vector, List<Float> target, String options) {
        double distance = vector.size() == target.size() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(vector.size(), target.size()); i++) {
            float difference = vector.get(i) - target.get(i);
            distance += options.contains("'L2'") ? difference * difference : -vector.get(i) * target.get(i);
        }
        return distance;
    }

    /** Whether rows are found in the order of their ids as signed numbers. */
    boolean findsInOrder() {
        return ids.isEmpty() && nearest.isEmpty();
    }

    /** The rows for which all holds. Those of a list of ids come in their order as unsigned numbers. */
    Stream<Row> find() {
        Stream<Row> candidates = ids.isEmpty()
                ? table.rows().tailMap(lowestId, true).values().stream()
                : ids.get().stream()
                        .distinct()
                        .sorted(Long::compareUnsigned)
                        .map(table.rows()::get)
                        .filter(Objects::nonNull);
        Stream<Row> found = candidates.filter(comparisons);
        return nearest.isEmpty() ? found : found.sorted(nearest.get());
    }
}
