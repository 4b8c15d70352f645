package io.millrace.manticore.document;

import java.util.Map;
import java.util.Optional;

/** The tables that there are, and the changes that can be made to them. */
public interface Tables {
    /** What a table looks like now; empty when there is none of that name. */
    Optional<TableSchema> find(String table);

    /**
     * Creates a table, or leaves the one that another task has created meanwhile.
     *
     * @param options the table's own, {@code morphology} to {@code stem_en}
     */
    TableSchema create(TableSchema schema, Map<String, String> options);

    /** Adds a column, or leaves the one that another task has added meanwhile. */
    TableSchema addColumn(TableSchema schema, String column, ManticoreType type);

    /** Makes a bigint of a uint, unless another task has done so meanwhile. */
    TableSchema widen(TableSchema schema, String column);

    /** Those of the options that an existing table does not have: Manticore ignores names that it does not know. */
    Map<String, String> optionsMissing(String table, Map<String, String> options);
}
