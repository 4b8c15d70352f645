package io.millrace.manticore.document;

import java.util.Map;
import java.util.Optional;

/** The tables in Manticore, and the changes that can be made to them. */
public interface Tables {
    /** A table as it is now; empty when there is none of that name. */
    Optional<TableSchema> find(String table);

    /** Whether a table that exists has no rows, and no tombstones that would say why. */
    boolean isEmpty(String table);

    /**
     * Creates a table, unless another task has just created it.
     *
     * @param options the table's own, {@code morphology} to {@code stem_en}
     */
    TableSchema create(TableSchema schema, Map<String, String> options);

    /** Adds a column, unless another task has just added it. */
    TableSchema addColumn(TableSchema schema, String column, ManticoreType type);

    /** Changes a uint to a bigint, unless another task has just done so. */
    TableSchema widen(TableSchema schema, String column);

    /** The options that an existing table does not have: Manticore ignores option names that it does not know. */
    Map<String, String> optionsMissing(String table, Map<String, String> options);
}
