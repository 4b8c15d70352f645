package io.millrace.manticore.rules;

/** What may be changed in Manticore when the source has tables or columns that are missing there. */
public enum SchemaEvolution {
    /** Nothing: columns that the table does not have are ignored. */
    NONE,
    /** Nothing, and the connector stops when a column is missing. */
    VALIDATE,
    /** Tables are created and columns added. */
    BASIC
}
