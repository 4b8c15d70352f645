package io.millrace.manticore.rules;

/** What may be done to tables in Manticore when the source has something that they have not. */
public enum SchemaEvolution {
    /** Nothing: columns that the table does not have are left out. */
    NONE,
    /** Nothing, and the connector stops when a column has nowhere to go. */
    VALIDATE,
    /** Tables are created and columns added. */
    BASIC
}
