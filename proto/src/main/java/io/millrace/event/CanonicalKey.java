package io.millrace.event;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/**
 * The canonical form of a primary key, by which rows are distinguished: a JSON array of the values in the key's order,
 * without names and types, such as {@code ["DE",7]}. Its UTF-8 bytes are the key of the Kafka record and the input of
 * {@link Partitioner}, and readers that need a number or a text for a row derive it from them.
 *
 * <p>Equal values have the same form however the column is declared, so an ALTER that keeps the values moves no row: a
 * number is its plain digits without trailing zeros (INT 5, DECIMAL 5.00, DOUBLE 5.0 and BOOL true are 5, 5, 5 and 1).
 * CHAR, VARCHAR, TEXT, ENUM and SET are strings, and so are dates, times, bytes (in hexadecimal digits) and everything
 * else. Lists, maps and structs are arrays. A NULL, which no key may have, is {@code null}.
 */
public final class CanonicalKey {
    /** More digits than are needed to distinguish two numbers of 64 bits; a number itself may have hundreds. */
    private static final MathContext ENOUGH = new MathContext(40, RoundingMode.HALF_EVEN);

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder json = new StringBuilder();

    private CanonicalKey() {}

    /** The form of a key. Two keys of a table have the same form only if they are equal. */
    public static String text(Row key) {
        CanonicalKey form = new CanonicalKey();
        form.array(key.getColumnsList());
        return form.json.toString();
    }

    /** The form in UTF-8. */
    public static byte[] bytes(Row key) {
        return text(key).getBytes(StandardCharsets.UTF_8);
    }

    private void array(List<Column> values) {
        json.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            value(values.get(i));
        }
        json.append(']');
    }

    private void value(Column column) {
        switch (column.getValueCase()) {
            case BOOL_VALUE -> json.append(column.getBoolValue() ? '1' : '0');
            case INT_VALUE -> integer(column.getType(), column.getIntValue());
            case UINT_VALUE -> json.append(Long.toUnsignedString(column.getUintValue()));
            case FLOAT_VALUE -> fraction(column.getFloatValue());
            case DOUBLE_VALUE -> fraction(column.getDoubleValue());
            case DECIMAL_VALUE -> number(Decimals.toBigDecimal(column.getDecimalValue()));
            case STRING_VALUE -> string(column.getStringValue());
            case BYTES_VALUE -> string(ValueText.of(column.getBytesValue()));
            case DURATION_VALUE -> string(ValueText.of(column.getDurationValue()));
            case GEOMETRY_VALUE ->
                string(column.getGeometryValue().getSrid() + ":"
                        + ValueText.of(column.getGeometryValue().getWkb()));
            case VECTOR_VALUE -> vector(column.getVectorValue());
            case LIST_VALUE -> array(column.getListValue().getElementsList());
            case MAP_VALUE -> map(column.getMapValue());
            case STRUCT_VALUE -> array(column.getStructValue().getColumnsList());
            case VALUE_NOT_SET -> json.append("null");
        }
    }

    private void integer(Type type, long value) {
        switch (type) {
            case DATE, TIME, TIME_OF_DAY, DATETIME, TIMESTAMP -> string(ValueText.ofInteger(type, value));
            default -> json.append(value);
        }
    }

    private void number(BigDecimal value) {
        json.append(value.stripTrailingZeros().toPlainString());
    }

    private void fraction(float value) {
        if (Float.isFinite(value)) {
            number(shortest(new BigDecimal(value), digits -> digits.floatValue() == value));
        } else {
            string(Float.toString(value));
        }
    }

    private void fraction(double value) {
        if (Double.isFinite(value)) {
            number(shortest(new BigDecimal(value), digits -> digits.doubleValue() == value));
        } else {
            string(Double.toString(value));
        }
    }

    /** The fewest digits that identify the number. Double.toString has changed between releases of Java. */
    private static BigDecimal shortest(BigDecimal exact, Predicate<BigDecimal> isSame) {
        BigDecimal few = exact.round(ENOUGH);
        for (int precision = 1; ; precision++) {
            // At a power of two, the nearest decimal may fail where the next one succeeds.
            for (RoundingMode mode : List.of(RoundingMode.HALF_EVEN, RoundingMode.UP, RoundingMode.DOWN)) {
                BigDecimal rounded = few.round(new MathContext(precision, mode));
                if (isSame.test(rounded)) {
                    return rounded;
                }
            }
        }
    }

    private void vector(FloatVector vector) {
        json.append('[');
        for (int i = 0; i < vector.getValuesCount(); i++) {
            if (i > 0) {
                json.append(',');
            }
            fraction(vector.getValues(i));
        }
        json.append(']');
    }

    private void map(MapValue map) {
        json.append('[');
        for (int i = 0; i < map.getEntriesCount(); i++) {
            if (i > 0) {
                json.append(',');
            }
            array(List.of(map.getEntries(i).getKey(), map.getEntries(i).getValue()));
        }
        json.append(']');
    }

    private void string(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(text.charAt(i));
        }
        json.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"', '\\' -> json.append('\\').append(c);
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                if (c < ' ') {
                    json.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xf]);
                } else {
                    json.append(c);
                }
            }
        }
    }
}
