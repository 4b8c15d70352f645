package io.millrace.bridge.decode;

import io.millrace.event.Column;
import io.millrace.event.ColumnRules;
import io.millrace.event.Decimals;
import io.millrace.event.DurationValue;
import io.millrace.event.MapValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Converts column values to the objects that Connect uses for the schemas of {@link ColumnSchemas}. */
final class ColumnDecoder {
    private ColumnDecoder() {}

    /** @throws DataException if the value is not of the column's type, as in a record that was damaged */
    static @Nullable Object value(Column column, Schema schema) {
        if (column.getValueCase() != Column.ValueCase.VALUE_NOT_SET
                && column.getValueCase() != ColumnRules.kindOf(column.getType())) {
            throw new DataException("Column '" + column.getName() + "' is of type " + column.getType() + " and has a "
                    + column.getValueCase());
        }
        return switch (column.getValueCase()) {
            case BOOL_VALUE -> column.getBoolValue();
            case INT_VALUE -> signed(column.getIntValue(), schema);
            case UINT_VALUE -> unsigned(column.getUintValue(), schema);
            case FLOAT_VALUE -> column.getFloatValue();
            case DOUBLE_VALUE -> column.getDoubleValue();
            case DECIMAL_VALUE -> Decimals.toBigDecimal(column.getDecimalValue());
            case STRING_VALUE -> column.getStringValue();
            case BYTES_VALUE -> column.getBytesValue().toByteArray();
            case GEOMETRY_VALUE -> geometry(column, schema);
            case VECTOR_VALUE -> column.getVectorValue().getValuesList();
            case LIST_VALUE -> list(column, schema);
            case MAP_VALUE -> map(column, schema);
            case STRUCT_VALUE -> struct(column.getStructValue().getColumnsList(), schema);
            case DURATION_VALUE -> duration(column.getDurationValue());
            case VALUE_NOT_SET -> null;
        };
    }

    static Struct struct(List<Column> columns, Schema schema) {
        Struct struct = new Struct(schema);
        for (Column column : columns) {
            Field field = schema.field(column.getName());
            struct.put(field, value(column, field.schema()));
        }
        return struct;
    }

    private static Object signed(long value, Schema schema) {
        return switch (schema.type()) {
            case INT8 -> (byte) value;
            case INT16 -> (short) value;
            case INT32 -> (int) value;
            case STRING -> Instant.EPOCH.plus(value, ChronoUnit.MICROS).toString();
            default -> value;
        };
    }

    private static Object unsigned(long value, Schema schema) {
        return switch (schema.type()) {
            case INT16 -> (short) value;
            case INT32 -> (int) value;
            case INT64 -> value;
            default -> ColumnSchemas.isBits(schema) ? littleEndian(value) : unsignedDecimal(value);
        };
    }

    private static BigDecimal unsignedDecimal(long value) {
        return new BigDecimal(new BigInteger(Long.toUnsignedString(value)));
    }

    private static byte[] littleEndian(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static Struct geometry(Column column, Schema schema) {
        Struct geometry =
                new Struct(schema).put("wkb", column.getGeometryValue().getWkb().toByteArray());
        return column.getGeometryValue().hasSrid()
                ? geometry.put("srid", column.getGeometryValue().getSrid())
                : geometry;
    }

    private static List<@Nullable Object> list(Column column, Schema schema) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (Column element : column.getListValue().getElementsList()) {
            elements.add(value(element, schema.valueSchema()));
        }
        return elements;
    }

    private static Map<@Nullable Object, @Nullable Object> map(Column column, Schema schema) {
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        for (MapValue.Entry entry : column.getMapValue().getEntriesList()) {
            entries.put(value(entry.getKey(), schema.keySchema()), value(entry.getValue(), schema.valueSchema()));
        }
        return entries;
    }

    private static String duration(DurationValue duration) {
        return duration.getMonths() + "mo" + duration.getDays() + 'd' + duration.getNanoseconds() + "ns";
    }
}
