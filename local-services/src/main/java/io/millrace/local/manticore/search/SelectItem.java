package io.millrace.local.manticore.search;

import java.util.List;

/** What a query wants to have of the rows. */
public sealed interface SelectItem {
    /**
     * The id and the columns that are stored.
     *
     * @param names of columns, with {@code *} for any text; none stands for all
     */
    record Everything(List<String> names) implements SelectItem {}

    record Named(String column, String alias) implements SelectItem {}

    /** @param column "" for a count of rows */
    record Aggregated(AggregateFunction function, String column, String alias) implements SelectItem {}

    record Weight(String alias) implements SelectItem {}

    record Distance(String alias) implements SelectItem {}
}
