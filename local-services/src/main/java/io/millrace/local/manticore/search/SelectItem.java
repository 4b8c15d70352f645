package io.millrace.local.manticore.search;

/** What a query wants to have of the rows. */
public sealed interface SelectItem {
    /** The id and all columns that are stored. */
    record Everything() implements SelectItem {}

    record Named(String column, String alias) implements SelectItem {}

    /** @param column "" for a count of rows */
    record Aggregated(AggregateFunction function, String column, String alias) implements SelectItem {}

    record Weight(String alias) implements SelectItem {}

    record Distance(String alias) implements SelectItem {}
}
