package io.millrace.bridge.encode;

import io.millrace.event.Column;
import io.millrace.event.Decimal;
import io.millrace.event.FloatVector;
import io.millrace.event.Geometry;
import io.millrace.event.ListValue;
import io.millrace.event.MapValue;
import io.millrace.event.MapValue.Entry;
import io.millrace.event.WireOutput;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** One writer for each form a value can have. */
final class ValueWriters {
    static final ValueWriter BOOL = (out, value) -> out.varint(Column.BOOL_VALUE_FIELD_NUMBER, (Boolean) value ? 1 : 0);
    static final ValueWriter SIGNED = (out, value) -> signed(out, ((Number) value).longValue());
    static final ValueWriter UNSIGNED = (out, value) -> unsigned(out, ((Number) value).longValue());
    static final ValueWriter FLOAT = (out, value) ->
            out.fixed32(Column.FLOAT_VALUE_FIELD_NUMBER, Float.floatToRawIntBits(((Number) value).floatValue()));
    /** A snapshot has the six digits that MySQL prints; the binlog has all of them. */
    static final ValueWriter KEY_FLOAT = (out, value) -> FLOAT.write(out, sixDigits(((Number) value).floatValue()));

    /** REAL is a DOUBLE, and is declared as that wherever Debezium reads it, except in a statement of the binlog. */
    static final ValueWriter HALF_OF_REAL = (out, value) -> {
        throw new LossyColumnException(
                "is declared as REAL in the binlog, and of such a column Debezium delivers half of the bits; in the source"
                        + " connector, set converters=real,"
                        + " real.type=io.debezium.connector.mysql.converters.JdbcSinkDataTypesConverter"
                        + " and real.selector.real=<database>.<table>.<column>");
    };

    static final ValueWriter DOUBLE = (out, value) ->
            out.fixed64(Column.DOUBLE_VALUE_FIELD_NUMBER, Double.doubleToRawLongBits(((Number) value).doubleValue()));
    static final ValueWriter STRING = (out, value) -> out.field(Column.STRING_VALUE_FIELD_NUMBER, (String) value);
    static final ValueWriter BYTES = ValueWriters::binary;
    static final ValueWriter DECIMAL = (out, value) -> decimal(out, (BigDecimal) value);
    /** BIGINT UNSIGNED in {@code bigint.unsigned.handling.mode=precise}, for a value that {@link #isUint64}. */
    static final ValueWriter UNSIGNED_DECIMAL =
            (out, value) -> unsigned(out, ((BigDecimal) value).unscaledValue().longValue());

    static final ValueWriter VARIABLE_SCALE_DECIMAL = ValueWriters::variableScaleDecimal;
    static final ValueWriter VECTOR = ValueWriters::vector;
    static final ValueWriter GEOMETRY = ValueWriters::geometry;
    static final ValueWriter BITS = ValueWriters::bits;

    private static final int UINT64_BITS = 64;
    private static final MathContext FLOAT_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

    private ValueWriters() {}

    static void signed(WireOutput out, long value) {
        out.zigzag(Column.INT_VALUE_FIELD_NUMBER, value);
    }

    static void unsigned(WireOutput out, long value) {
        out.varint(Column.UINT_VALUE_FIELD_NUMBER, value);
    }

    static void decimal(WireOutput out, BigDecimal value) {
        int start = out.begin(Column.DECIMAL_VALUE_FIELD_NUMBER);
        out.field(Decimal.UNSCALED_FIELD_NUMBER, value.unscaledValue().toByteArray());
        if (value.scale() != 0) {
            out.zigzag(Decimal.SCALE_FIELD_NUMBER, value.scale());
        }
        out.end(start);
    }

    private static void binary(WireOutput out, Object value) {
        if (value instanceof ByteBuffer buffer) {
            out.field(Column.BYTES_VALUE_FIELD_NUMBER, buffer.duplicate());
        } else {
            out.field(Column.BYTES_VALUE_FIELD_NUMBER, (byte[]) value);
        }
    }

    /** Rounds as MySQL prints a FLOAT. */
    private static float sixDigits(float value) {
        return Float.isFinite(value) ? new BigDecimal(value).round(FLOAT_DIGITS).floatValue() : value;
    }

    static byte[] bytes(Object value) {
        if (value instanceof byte[] array) {
            return array;
        }
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] array = new byte[buffer.remaining()];
        buffer.get(array);
        return array;
    }

    static ValueWriter list(Schema schema) {
        ColumnWriter element = ColumnWriter.of("", schema.valueSchema());
        return (out, value) -> {
            int start = out.begin(Column.LIST_VALUE_FIELD_NUMBER);
            for (Object each : (List<?>) value) {
                element.write(out, ListValue.ELEMENTS_FIELD_NUMBER, each);
            }
            out.end(start);
        };
    }

    static ValueWriter map(Schema schema) {
        ColumnWriter key = ColumnWriter.of("", schema.keySchema());
        ColumnWriter mapped = ColumnWriter.of("", schema.valueSchema());
        return (out, value) -> {
            int start = out.begin(Column.MAP_VALUE_FIELD_NUMBER);
            for (Map.Entry<?, ?> each : ((Map<?, ?>) value).entrySet()) {
                int entry = out.begin(MapValue.ENTRIES_FIELD_NUMBER);
                key.write(out, Entry.KEY_FIELD_NUMBER, each.getKey());
                mapped.write(out, Entry.VALUE_FIELD_NUMBER, each.getValue());
                out.end(entry);
            }
            out.end(start);
        };
    }

    static ValueWriter struct(Schema schema) {
        RowWriter row = RowWriter.of(schema);
        return (out, value) -> row.writeField(out, Column.STRUCT_VALUE_FIELD_NUMBER, (Struct) value);
    }

    static boolean isUint64(Object value) {
        BigInteger number = ((BigDecimal) value).unscaledValue();
        return number.signum() >= 0 && number.bitLength() <= UINT64_BITS;
    }

    private static void variableScaleDecimal(WireOutput out, Object value) {
        Struct decimal = (Struct) value;
        decimal(out, new BigDecimal(new BigInteger(decimal.getBytes("value")), decimal.getInt32("scale")));
    }

    /** Debezium sends bits with the lowest byte first. */
    private static void bits(WireOutput out, Object value) {
        byte[] littleEndian = bytes(value);
        long number = 0;
        for (int i = 0; i < littleEndian.length; i++) {
            number |= (littleEndian[i] & 0xffL) << 8 * i;
        }
        unsigned(out, number);
    }

    private static void vector(WireOutput out, Object value) {
        List<?> floats = (List<?>) value;
        int start = out.begin(Column.VECTOR_VALUE_FIELD_NUMBER);
        if (!floats.isEmpty()) {
            out.tag(FloatVector.VALUES_FIELD_NUMBER, WireOutput.LENGTH_DELIMITED);
            out.varint(floats.size() * Float.BYTES);
            for (Object each : floats) {
                out.fixed32(Float.floatToRawIntBits(((Number) each).floatValue()));
            }
        }
        out.end(start);
    }

    private static void geometry(WireOutput out, Object value) {
        Struct geometry = (Struct) value;
        int start = out.begin(Column.GEOMETRY_VALUE_FIELD_NUMBER);
        Object wkb = geometry.get("wkb");
        out.field(Geometry.WKB_FIELD_NUMBER, wkb == null ? pointWkb(geometry) : bytes(wkb));
        Integer srid = geometry.getInt32("srid");
        if (srid != null) {
            out.varint(Geometry.SRID_FIELD_NUMBER, Integer.toUnsignedLong(srid));
        }
        out.end(start);
    }

    /** A Point may have nothing but its coordinates. */
    private static byte[] pointWkb(Struct point) {
        return ByteBuffer.allocate(1 + Integer.BYTES + 2 * Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1)
                .putInt(1)
                .putDouble(point.getFloat64("x"))
                .putDouble(point.getFloat64("y"))
                .array();
    }
}
