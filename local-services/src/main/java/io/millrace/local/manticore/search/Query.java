package io.millrace.local.manticore.search;

import java.util.List;
import java.util.Optional;

/**
 * A query of one table.
 *
 * @param groupBy a column
 */
public record Query(
        String table,
        List<SelectItem> items,
        Condition condition,
        Optional<String> groupBy,
        List<Sort> order,
        Page page) {

    /** A column or alias to sort by. */
    public record Sort(String name, boolean descending) {}

    /** Which rows of the result are wanted. */
    public record Page(int offset, int limit, int maxMatches) {
        public static final Page DEFAULT = new Page(0, 20, 1000);

        /** The reason why there can't be such a page, if so. */
        public Optional<String> fault() {
            return offset > 0 && offset >= maxMatches
                    ? Optional.of("offset out of bounds (offset=" + offset + ", max_matches=" + maxMatches + ")")
                    : Optional.empty();
        }

        /** After how many rows one can stop if they come in their order. */
        int stop() {
            return (int) Math.min((long) offset + limit, Integer.MAX_VALUE);
        }

        /** One more than the number of the last row that the page can show, counted from 0. */
        int end() {
            return Math.min(stop(), maxMatches);
        }
    }

    /** Whether rows are found in the order in which they are wanted, so that one can stop when the page is full. */
    boolean takesRowsAsTheyCome() {
        return order.isEmpty()
                && groupBy.isEmpty()
                && condition.nearest().isEmpty()
                && condition.texts().isEmpty()
                && items.stream().noneMatch(SelectItem.Aggregated.class::isInstance);
    }
}
