package io.millrace.local.manticore.storage;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of a table.
 *
 * @param indexed full-text search looks into it
 * @param stored its value can be read back; always so for attributes
 * @param options what stands behind the type in SHOW CREATE TABLE, "" when nothing does
 */
public record Column(String name, ColumnType type, boolean indexed, boolean stored, String options) {
    /** The document id, a column of every table. */
    public static final Column ID = new Column("id", ColumnType.BIGINT, false, true, "");

    private static final Pattern DIMENSIONS = Pattern.compile("knn_dims='(\\d+)'");

    /** Fields are listed before all other columns. */
    public boolean isField() {
        return indexed || type == ColumnType.TEXT;
    }

    /** Whether filters, sorting and updates can work on it. */
    public boolean isAttribute() {
        return type != ColumnType.TEXT;
    }

    /** How many components the vectors of an indexed vector column have. */
    public Optional<Integer> dimensions() {
        Matcher dimensions = DIMENSIONS.matcher(options);
        return dimensions.find() ? Optional.of(Integer.valueOf(dimensions.group(1))) : Optional.empty();
    }
}
