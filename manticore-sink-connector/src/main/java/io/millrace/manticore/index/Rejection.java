package io.millrace.manticore.index;

import io.millrace.manticore.document.RowChange;

/** A change that the index does not take, whatever is tried. */
public record Rejection(RowChange change, String reason) {}
