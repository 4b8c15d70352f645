package io.millrace.event;

import io.millrace.event.Column.ValueCase;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which values a column of a {@link Type} can have. The text of a fault continues after the column's name. */
public final class ColumnRules {
    /** A number beyond it is not data: written out, it would fill a reader's memory. */
    public static final int MAX_DECIMAL_SCALE = 10_000;

    public static final int MAX_DECIMAL_BYTES = 4096;

    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    private ColumnRules() {}

    static boolean isNull(Column column) {
        return column.getValueCase() == ValueCase.VALUE_NOT_SET;
    }

    static Optional<String> fault(Column column) {
        Type type = column.getType();
        if (type == Type.TYPE_UNSPECIFIED) {
            return Optional.of("has no type");
        }
        if (isNull(column)) {
            boolean newKind = type == Type.UNRECOGNIZED
                    && !column.getUnknownFields().asMap().isEmpty();
            return newKind
                    ? Optional.of("is of type " + column.getTypeValue()
                            + " and has a value that this version does not know; update this program")
                    : Optional.empty();
        }
        // The type is new to us, but the value is of a kind that we know.
        ValueCase expected = type == Type.UNRECOGNIZED ? column.getValueCase() : kindOf(type);
        if (column.getValueCase() != expected) {
            return Optional.of("is of type " + type + " and has a " + column.getValueCase() + ", not a " + expected);
        }
        return contentFault(column);
    }

    /** How the values of a type are represented; {@code VALUE_NOT_SET} for a type that this version does not know. */
    public static ValueCase kindOf(Type type) {
        return switch (type) {
            case BOOL -> ValueCase.BOOL_VALUE;
            case INT8, INT16, INT32, INT64, YEAR, DATE, TIME, DATETIME, TIMESTAMP, TIME_OF_DAY -> ValueCase.INT_VALUE;
            case UINT8, UINT16, UINT32, UINT64, BITS -> ValueCase.UINT_VALUE;
            case FLOAT -> ValueCase.FLOAT_VALUE;
            case DOUBLE -> ValueCase.DOUBLE_VALUE;
            case DECIMAL -> ValueCase.DECIMAL_VALUE;
            case STRING, TEXT, ENUM, SET, JSON, UUID, INET -> ValueCase.STRING_VALUE;
            case BYTES -> ValueCase.BYTES_VALUE;
            case GEOMETRY -> ValueCase.GEOMETRY_VALUE;
            case FLOAT_VECTOR -> ValueCase.VECTOR_VALUE;
            case LIST -> ValueCase.LIST_VALUE;
            case MAP -> ValueCase.MAP_VALUE;
            case STRUCT -> ValueCase.STRUCT_VALUE;
            case DURATION -> ValueCase.DURATION_VALUE;
            case TYPE_UNSPECIFIED, UNRECOGNIZED -> ValueCase.VALUE_NOT_SET;
        };
    }

    private static Optional<String> contentFault(Column column) {
        return switch (column.getValueCase()) {
            case INT_VALUE -> rangeFault(column.getType(), column.getIntValue());
            case UINT_VALUE -> rangeFault(column.getType(), column.getUintValue());
            case DECIMAL_VALUE -> decimalFault(column.getDecimalValue());
            case GEOMETRY_VALUE ->
                column.getGeometryValue().getWkb().isEmpty()
                        ? Optional.of("is a GEOMETRY without its well-known binary")
                        : Optional.empty();
            case LIST_VALUE -> elementsFault(column.getListValue().getElementsList());
            case MAP_VALUE -> entriesFault(column.getMapValue());
            case STRUCT_VALUE ->
                EventRules.columnsFault(column.getStructValue()).map(fault -> "is an invalid STRUCT: " + fault);
            case BOOL_VALUE,
                    FLOAT_VALUE,
                    DOUBLE_VALUE,
                    STRING_VALUE,
                    BYTES_VALUE,
                    VECTOR_VALUE,
                    DURATION_VALUE,
                    VALUE_NOT_SET -> Optional.empty();
        };
    }

    /** Whether an INT_VALUE or UINT_VALUE, which then is 64 bits without a sign, is within the range of its type. */
    public static boolean isInRange(Type type, long value) {
        return switch (type) {
            case INT8 -> value == (byte) value;
            case INT16 -> value == (short) value;
            case INT32, DATE, YEAR -> value == (int) value;
            case TIME_OF_DAY -> value >= 0 && value < NANOS_PER_DAY;
            case UINT8 -> value >>> 8 == 0;
            case UINT16 -> value >>> 16 == 0;
            case UINT32 -> value >>> 32 == 0;
            default -> true;
        };
    }

    private static Optional<String> rangeFault(Type type, long value) {
        return isInRange(type, value) ? Optional.empty() : outOfRange(type);
    }

    private static Optional<String> outOfRange(Type type) {
        return Optional.of("is of type " + type + " and has a value out of its range");
    }

    private static Optional<String> decimalFault(Decimal decimal) {
        int bytes = decimal.getUnscaled().size();
        int scale = decimal.getScale();
        if (bytes == 0 || bytes > MAX_DECIMAL_BYTES) {
            return Optional.of("is a DECIMAL of " + bytes + " bytes, not of 1 to " + MAX_DECIMAL_BYTES);
        }
        return scale >= -MAX_DECIMAL_SCALE && scale <= MAX_DECIMAL_SCALE
                ? Optional.empty()
                : Optional.of("is a DECIMAL of scale " + scale + ", beyond " + MAX_DECIMAL_SCALE);
    }

    private static Optional<String> elementsFault(Iterable<Column> elements) {
        for (Column element : elements) {
            Optional<String> fault = fault(element);
            if (fault.isPresent()) {
                return fault.map(text -> "has an element that " + text);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> entriesFault(MapValue map) {
        Set<Column> keys = new HashSet<>();
        for (MapValue.Entry entry : map.getEntriesList()) {
            if (!entry.hasKey() || isNull(entry.getKey()) || !entry.hasValue()) {
                return Optional.of("has an entry without a key or a value");
            }
            if (!keys.add(entry.getKey())) {
                return Optional.of("has two entries with one key");
            }
            Optional<String> fault = fault(entry.getKey()).or(() -> fault(entry.getValue()));
            if (fault.isPresent()) {
                return fault.map(text -> "has an entry that " + text);
            }
        }
        return Optional.empty();
    }
}
