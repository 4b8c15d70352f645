package io.millrace.manticore.rules;

/** What a NULL becomes in a column that cannot hold one: in any but json. */
public enum NullHandling {
    /** 0, false, the empty text or list. */
    DEFAULT,
    /** The column is omitted; Manticore then stores its default. */
    OMIT,
    /** The row is a dead letter. */
    FAIL
}
