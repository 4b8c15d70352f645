package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.JsonKind;
import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.RowBuilder;
import java.util.Arrays;

/**
 * Turns JSON values into those of columns as Manticore does, which is mostly without a word: what does not fit is
 * cut, wrapped, or replaced by 0.
 */
final class Cells {
    /** A longer value of a plain string column is cut. */
    private static final int STRING_LIMIT = 4_194_303;

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] TRUE = {'1'};

    private final RowBuilder row;

    Cells(RowBuilder row) {
        this.row = row;
    }

    /**
     * @param position of the value within the statement, from 1: errors name it
     * @throws RefusedException for the few values that are not taken
     */
    void set(Column column, JsonValue value, int position) throws RefusedException {
        if (value.isNull()) {
            return;
        }
        switch (column.type()) {
            case TEXT -> text(column, value, position);
            case STRING -> string(column, value, position);
            case INT -> row.integer(column, integer(value, position, false));
            case BIGINT -> row.integer(column, integer(value, position, true));
            case TIMESTAMP -> row.integer(column, timestamp(value, position));
            case BOOL -> row.integer(column, bool(value, position));
            case FLOAT -> row.decimal(column, decimal(value, position));
            case JSON -> row.bytes(column, json(column, value));
            case MULTI, MULTI64 -> row.bytes(column, multi(column, value, position));
            case FLOAT_VECTOR -> row.bytes(column, vector(column, value, position));
        }
    }

    private void text(Column column, JsonValue value, int position) throws RefusedException {
        if (!isTextual(value)) {
            throw at(position, "string expected");
        }
        row.bytes(column, untilNul(textOf(value)));
    }

    private void string(Column column, JsonValue value, int position) throws RefusedException {
        if (column.indexed()) {
            text(column, value, position);
            return;
        }
        refuseNumbers(value, position);
        byte[] text = isTextual(value) ? untilNul(textOf(value)) : NOTHING;
        row.bytes(column, text.length > STRING_LIMIT ? Arrays.copyOf(text, STRING_LIMIT) : text);
    }

    private static long integer(JsonValue value, int position, boolean wide) throws RefusedException {
        refuseNumbers(value, position);
        if (!value.isNumber()) {
            byte[] text = scalarText(value);
            return wide ? CNumbers.toLong(text) : CNumbers.toUnsignedLong(text);
        }
        if (value.isInteger()) {
            return value.asLong();
        }
        float number = (float) value.asDouble();
        return wide ? truncated(number) : (int) truncatedTo32(number);
    }

    /** What the processor makes of a number that is too large. */
    private static long truncated(float number) {
        return number >= -0x1p63f && number < 0x1p63f ? (long) number : Long.MIN_VALUE;
    }

    private static long truncatedTo32(float number) {
        return number >= -0x1p31f && number < 0x1p31f ? (int) number : Integer.MIN_VALUE;
    }

    private static long timestamp(JsonValue value, int position) throws RefusedException {
        return value.isString() ? Timestamps.parse(value.asBytes()) : integer(value, position, false);
    }

    private static long bool(JsonValue value, int position) throws RefusedException {
        if (value.isString() && value.asText().equalsIgnoreCase("true")) {
            return 1;
        }
        return integer(value, position, false) & 1;
    }

    private static float decimal(JsonValue value, int position) throws RefusedException {
        refuseNumbers(value, position);
        return value.isNumber() ? (float) value.asDouble() : CNumbers.toFloat(scalarText(value));
    }

    private byte[] json(Column column, JsonValue value) throws RefusedException {
        refuseNested(column, value);
        return switch (value.kind()) {
            case OBJECT, ARRAY -> JsonColumn.stored(value);
            case STRING -> JsonColumn.parsed(value.asBytes());
            case NUMBER, TRUE, FALSE, NULL -> NOTHING;
        };
    }

    private byte[] multi(Column column, JsonValue value, int position) throws RefusedException {
        if (!ArrayValues.isNumbers(value)) {
            throw at(position, "non-MVA value specified for a MVA column");
        }
        refuseNested(column, value);
        return ArrayValues.sorted(column, value);
    }

    private byte[] vector(Column column, JsonValue value, int position) throws RefusedException {
        if (!ArrayValues.isNumbers(value)) {
            throw at(position, "incompatible value specified for a float vector column");
        }
        refuseNested(column, value);
        return ArrayValues.vector(column, value);
    }

    /** Arrays of arrays of numbers are kept for a column type of their own: not even a json column takes them. */
    private void refuseNested(Column column, JsonValue value) throws RefusedException {
        if (ArrayValues.isNested(value)) {
            throw RefusedException.conflict("column " + row.schema().attributeNumber(column)
                    + " at row 0: nested vector syntax is only valid for float_vector_array attributes");
        }
    }

    private static boolean isTextual(JsonValue value) {
        return value.isString() || value.isObject() || value.isArray() && !ArrayValues.isNumbers(value);
    }

    private static byte[] textOf(JsonValue value) {
        return value.isString() ? value.asBytes() : JsonColumn.compact(value);
    }

    /** What stands in for a value that is no number where one is expected. */
    private static byte[] scalarText(JsonValue value) {
        return value.kind() == JsonKind.TRUE ? TRUE : value.isString() ? value.asBytes() : NOTHING;
    }

    private static void refuseNumbers(JsonValue value, int position) throws RefusedException {
        if (ArrayValues.isNumbers(value)) {
            throw at(position, "MVA value specified for a non-MVA column");
        }
    }

    private static byte[] untilNul(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (text[i] == 0) {
                return Arrays.copyOf(text, i);
            }
        }
        return text;
    }

    private static RefusedException at(int position, String problem) {
        return RefusedException.conflict("row 1, column " + position + ": " + problem);
    }
}
