package io.millrace.local.manticore.search;

/** How values are written. */
public enum ValueStyle {
    /** SQL: booleans as 0 and 1, JSON, vectors and multi-values as text. */
    SQL,
    /** JSON queries: everything as the JSON it is. */
    JSON
}
