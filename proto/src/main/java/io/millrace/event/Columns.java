package io.millrace.event;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Columns from Java's own values. Each type takes these:
 *
 * <ul>
 *   <li>BOOL a {@link Boolean}; INT8 to INT64, UINT8 to UINT64, BITS, YEAR any integer class or {@link
 *       java.math.BigInteger}; FLOAT a {@link Float}; DOUBLE a {@link Double}; DECIMAL a {@link java.math.BigDecimal} or
 *       {@link java.math.BigInteger};
 *   <li>STRING, TEXT, ENUM, JSON a {@link String}; SET a {@link String} or the members as a {@link Collection}; UUID a
 *       {@link java.util.UUID}; INET an {@link java.net.InetAddress}; BYTES a {@code byte[]} or {@link
 *       java.nio.ByteBuffer};
 *   <li>DATE a {@link java.time.LocalDate}; TIME a {@link java.time.Duration}; DATETIME a {@link
 *       java.time.LocalDateTime}; TIMESTAMP an {@link java.time.Instant}; TIME_OF_DAY a {@link java.time.LocalTime}; what
 *       is finer than a microsecond is cut off, except from TIME_OF_DAY;
 *   <li>FLOAT_VECTOR a {@code float[]}; GEOMETRY, DURATION, LIST, MAP, STRUCT their message.
 * </ul>
 */
public final class Columns {
    private Columns() {}

    /**
     * A column of a row.
     *
     * @param value null for NULL
     * @throws InvalidEventException if the type does not accept the class of the value, or the value is out of its
     *     range
     */
    public static Column of(String name, Type type, @Nullable Object value) {
        Column.Builder column = Column.newBuilder().setName(name).setType(knownType(name, type));
        if (value != null) {
            try {
                ColumnValues.set(column, value);
            } catch (ClassCastException e) {
                throw new InvalidEventException(
                        "Column '" + name + "' of type " + type + " cannot be made from a "
                                + value.getClass().getName(),
                        e);
            } catch (ArithmeticException e) {
                throw new InvalidEventException("Column '" + name + "' has a value out of the range of " + type, e);
            }
        }
        return checked(column.build());
    }

    /** A list, all of whose elements are of one type. */
    public static ListValue list(Type elementType, Collection<?> elements) {
        ListValue.Builder list = ListValue.newBuilder();
        elements.forEach(element -> list.addElements(of("", elementType, element)));
        return list.build();
    }

    /** A map, all of whose keys are of one type and all of whose values are. */
    public static MapValue map(Type keyType, Type valueType, Map<?, ?> entries) {
        MapValue.Builder map = MapValue.newBuilder();
        entries.forEach((key, value) ->
                map.addEntriesBuilder().setKey(of("", keyType, key)).setValue(of("", valueType, value)));
        return map.build();
    }

    private static Type knownType(String name, Type type) {
        if (type == Type.TYPE_UNSPECIFIED || type == Type.UNRECOGNIZED) {
            throw new InvalidEventException("Column '" + name + "' has no type: " + type);
        }
        return type;
    }

    private static Column checked(Column column) {
        Optional<String> fault = ColumnRules.fault(column);
        fault.ifPresent(text -> {
            throw new InvalidEventException("Column '" + column.getName() + "' " + text);
        });
        return column;
    }
}
