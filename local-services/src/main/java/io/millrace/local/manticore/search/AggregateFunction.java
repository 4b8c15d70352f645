package io.millrace.local.manticore.search;

/** What can be worked out over groups of rows. */
public enum AggregateFunction {
    COUNT,
    MIN,
    MAX,
    SUM,
    AVG
}
