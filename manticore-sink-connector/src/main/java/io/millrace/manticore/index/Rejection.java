package io.millrace.manticore.index;

/** A change that the index does not take, whatever is tried. */
public record Rejection(RowChange change, String reason) {}
