package io.millrace.event;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row, column by column:
 *
 * <pre>{@code
 * Row book = RowBuilder.of()
 *         .int64("id", 7)
 *         .text("title", "The Left Hand of Darkness")
 *         .decimal("price", new BigDecimal("12.50"))
 *         .nullOf("sold_at", Type.TIMESTAMP)
 *         .build();
 * }</pre>
 *
 * <p>The methods throw an {@link InvalidEventException} for a value that its type cannot hold, and {@link #build()} for
 * a name that occurs twice.
 */
public final class RowBuilder {
    private final Row.Builder row = Row.newBuilder();

    private RowBuilder() {}

    public static RowBuilder of() {
        return new RowBuilder();
    }

    /**
     * A column of any type.
     *
     * @param value null for NULL, otherwise of a class that {@link Columns} lists for the type
     */
    public RowBuilder value(String name, Type type, @Nullable Object value) {
        if (name.isEmpty()) {
            throw new InvalidEventException("A column of type " + type + " has no name");
        }
        row.addColumns(Columns.of(name, type, value));
        return this;
    }

    public RowBuilder nullOf(String name, Type type) {
        return value(name, type, null);
    }

    public RowBuilder bool(String name, boolean value) {
        return value(name, Type.BOOL, value);
    }

    public RowBuilder int8(String name, int value) {
        return value(name, Type.INT8, value);
    }

    public RowBuilder int16(String name, int value) {
        return value(name, Type.INT16, value);
    }

    public RowBuilder int32(String name, int value) {
        return value(name, Type.INT32, value);
    }

    public RowBuilder int64(String name, long value) {
        return value(name, Type.INT64, value);
    }

    public RowBuilder uint8(String name, int value) {
        return value(name, Type.UINT8, value);
    }

    public RowBuilder uint16(String name, int value) {
        return value(name, Type.UINT16, value);
    }

    public RowBuilder uint32(String name, long value) {
        return value(name, Type.UINT32, value);
    }

    public RowBuilder uint64(String name, long value) {
        return value(name, Type.UINT64, value);
    }

    public RowBuilder uint64(String name, BigInteger value) {
        return value(name, Type.UINT64, value);
    }

    public RowBuilder float32(String name, float value) {
        return value(name, Type.FLOAT, value);
    }

    public RowBuilder float64(String name, double value) {
        return value(name, Type.DOUBLE, value);
    }

    public RowBuilder decimal(String name, BigDecimal value) {
        return value(name, Type.DECIMAL, value);
    }

    /** Short text, compared as a whole. */
    public RowBuilder string(String name, String value) {
        return value(name, Type.STRING, value);
    }

    /** Long text, searched for words. */
    public RowBuilder text(String name, String value) {
        return value(name, Type.TEXT, value);
    }

    public RowBuilder bytes(String name, byte[] value) {
        return value(name, Type.BYTES, value);
    }

    public RowBuilder date(String name, LocalDate value) {
        return value(name, Type.DATE, value);
    }

    public RowBuilder time(String name, Duration value) {
        return value(name, Type.TIME, value);
    }

    public RowBuilder timeOfDay(String name, LocalTime value) {
        return value(name, Type.TIME_OF_DAY, value);
    }

    /** The date and time of a wall clock, without a zone. */
    public RowBuilder datetime(String name, LocalDateTime value) {
        return value(name, Type.DATETIME, value);
    }

    public RowBuilder timestamp(String name, Instant value) {
        return value(name, Type.TIMESTAMP, value);
    }

    public RowBuilder year(String name, int value) {
        return value(name, Type.YEAR, value);
    }

    public RowBuilder enumeration(String name, String value) {
        return value(name, Type.ENUM, value);
    }

    public RowBuilder set(String name, Collection<String> members) {
        return value(name, Type.SET, members);
    }

    public RowBuilder json(String name, String value) {
        return value(name, Type.JSON, value);
    }

    public RowBuilder uuid(String name, UUID value) {
        return value(name, Type.UUID, value);
    }

    public RowBuilder inet(String name, InetAddress value) {
        return value(name, Type.INET, value);
    }

    /** @param wkb well-known binary; see {@link Geometry} for a value without an SRID */
    public RowBuilder geometry(String name, byte[] wkb, int srid) {
        return value(
                name,
                Type.GEOMETRY,
                Geometry.newBuilder()
                        .setWkb(ByteString.copyFrom(wkb))
                        .setSrid(srid)
                        .build());
    }

    public RowBuilder vector(String name, float... values) {
        return value(name, Type.FLOAT_VECTOR, values);
    }

    public RowBuilder list(String name, Type elementType, Collection<?> elements) {
        return value(name, Type.LIST, Columns.list(elementType, elements));
    }

    public RowBuilder map(String name, MapValue value) {
        return value(name, Type.MAP, value);
    }

    public RowBuilder struct(String name, Row fields) {
        return value(name, Type.STRUCT, fields);
    }

    /** @throws InvalidEventException if a name occurs twice, or there is no column */
    public Row build() {
        EventRules.columnsFault(row.build()).ifPresent(fault -> {
            throw new InvalidEventException("The row is invalid: " + fault);
        });
        return row.build();
    }
}
