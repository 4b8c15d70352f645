package io.millrace.local.manticore.search;

import java.util.List;
import java.util.Optional;

/**
 * A query of one table.
 *
 * @param groupBy a column
 * @param order "" stands for no order of its own
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
    }
}
