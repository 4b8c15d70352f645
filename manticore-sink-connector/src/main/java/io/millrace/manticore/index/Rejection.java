package io.millrace.manticore.index;

import io.millrace.manticore.document.RowChange;

/** A change that the index will never accept. */
public record Rejection(RowChange change, String reason) {}
