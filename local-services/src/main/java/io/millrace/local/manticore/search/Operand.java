package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import io.millrace.local.manticore.storage.Row;
import io.millrace.local.manticore.storage.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoublePredicate;

/** What a condition looks at in a row: a column, or a value within a json column ({@code column.a.b}). */
final class Operand {
    private final Column column;
    private final JsonPath path;

    private Operand(Column column, JsonPath path) {
        this.column = column;
        this.path = path;
    }

    /** @throws SearchException when the table has no such attribute */
    static Operand of(Schema schema, String name) throws SearchException {
        int end = JsonPath.startIn(name);
        Column column = schema.column(name.substring(0, end).toLowerCase(Locale.ROOT))
                .filter(found -> end == name.length() || found.type() == ColumnType.JSON)
                .orElseThrow(() -> new SearchException("unknown column: " + name));
        if (!column.isAttribute()) {
            throw new SearchException("unsupported filter on field '" + column.name()
                    + "' (filters are supported only on attributes, not stored fields)");
        }
        return new Operand(column, JsonPath.parse(name.substring(end)));
    }

    /** @throws SearchException when the column can't be compared with such a constant */
    void check(Literal constant, String kindOfText) throws SearchException {
        boolean text = constant instanceof Literal.Text;
        if (text && column.type() != ColumnType.STRING && column.type() != ColumnType.JSON) {
            throw new SearchException(
                    "unsupported filter type '" + kindOfText + "' on attribute '" + column.name() + "'");
        }
        if (!text && column.type() == ColumnType.STRING) {
            throw new SearchException("unsupported filter on a '" + column.name() + "' string column");
        }
    }

    boolean isWhole() {
        return switch (column.type()) {
            case INT, BIGINT, BOOL, TIMESTAMP -> true;
            case TEXT, STRING, FLOAT, JSON, MULTI, MULTI64, FLOAT_VECTOR -> false;
        };
    }

    long whole(Row row) {
        return column == Column.ID ? row.id() : row.integer(column);
    }

    boolean anyNumber(Row row, DoublePredicate condition) {
        return switch (column.type()) {
            case INT, BIGINT, BOOL, TIMESTAMP -> condition.test(whole(row));
            case FLOAT -> condition.test(row.decimal(column));
            case MULTI, MULTI64 -> java.util.Arrays.stream(row.integers(column)).anyMatch(condition::test);
            case JSON -> path.number(row.bytes(column)).filter(condition::test).isPresent();
            case TEXT, STRING, FLOAT_VECTOR -> false;
        };
    }

    /** The text to compare; none where the column holds none. */
    Optional<String> text(Row row) {
        return switch (column.type()) {
            case STRING -> Optional.of(foldedText(new String(row.bytes(column), StandardCharsets.UTF_8)));
            case JSON -> path.text(row.bytes(column));
            case TEXT, INT, BIGINT, BOOL, TIMESTAMP, FLOAT, MULTI, MULTI64, FLOAT_VECTOR -> Optional.empty();
        };
    }

    /** Strings compare without regard to the case of ASCII letters, as in the default collation; those in JSON don't. */
    String foldedText(String text) {
        return column.type() == ColumnType.STRING ? Ascii.lower(text) : text;
    }
}
