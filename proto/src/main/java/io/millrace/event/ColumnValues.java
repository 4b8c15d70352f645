package io.millrace.event;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;

/** Puts a Java value into a column that has its type. */
public final class ColumnValues {
    private static final long MICROS = 1_000_000;
    private static final BigInteger MAX_UINT64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private ColumnValues() {}

    /**
     * @throws ClassCastException if the type does not accept values of this class
     * @throws ArithmeticException if the value does not fit into the type's field
     */
    static void set(Column.Builder column, Object value) {
        switch (column.getType()) {
            case BOOL -> column.setBoolValue((Boolean) value);
            case INT8, INT16, INT32, INT64, YEAR ->
                column.setIntValue(integer(value).longValueExact());
            case UINT8, UINT16, UINT32, UINT64, BITS -> column.setUintValue(unsigned(integer(value)));
            case FLOAT -> column.setFloatValue((Float) value);
            case DOUBLE -> column.setDoubleValue((Double) value);
            case DECIMAL ->
                column.setDecimalValue(
                        Decimals.of(value instanceof BigInteger whole ? new BigDecimal(whole) : (BigDecimal) value));
            case STRING, TEXT, ENUM, JSON -> column.setStringValue(encodable((String) value));
            case SET ->
                column.setStringValue(
                        encodable(value instanceof Collection<?> members ? joined(members) : (String) value));
            case UUID -> column.setStringValue(((UUID) value).toString());
            case INET -> column.setStringValue(address((InetAddress) value));
            case BYTES ->
                column.setBytesValue(
                        value instanceof ByteBuffer buffer
                                ? ByteString.copyFrom(buffer.duplicate())
                                : ByteString.copyFrom((byte[]) value));
            case DATE -> column.setIntValue(((LocalDate) value).toEpochDay());
            case TIME -> column.setIntValue(micros(((Duration) value).getSeconds(), ((Duration) value).getNano()));
            case DATETIME -> column.setIntValue(micros(((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
            case TIMESTAMP -> column.setIntValue(micros((Instant) value));
            case TIME_OF_DAY -> column.setIntValue(((LocalTime) value).toNanoOfDay());
            case FLOAT_VECTOR -> column.setVectorValue(vector((float[]) value));
            case GEOMETRY -> column.setGeometryValue((Geometry) value);
            case DURATION -> column.setDurationValue((DurationValue) value);
            case LIST -> column.setListValue((ListValue) value);
            case MAP -> column.setMapValue((MapValue) value);
            case STRUCT -> column.setStructValue((Row) value);
            case TYPE_UNSPECIFIED, UNRECOGNIZED -> throw new ClassCastException("No type takes this value");
        }
    }

    public static long micros(Instant instant) {
        return micros(instant.getEpochSecond(), instant.getNano());
    }

    private static long micros(long seconds, int nanos) {
        return Math.addExact(Math.multiplyExact(seconds, MICROS), nanos / 1000);
    }

    private static BigInteger integer(Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte
                ? BigInteger.valueOf(((Number) value).longValue())
                : (BigInteger) value;
    }

    private static long unsigned(BigInteger value) {
        if (value.signum() < 0 || value.compareTo(MAX_UINT64) > 0) {
            throw new ArithmeticException("Not within 0 to 2^64 - 1");
        }
        return value.longValue();
    }

    /** Protobuf would quietly write a question mark for half a surrogate pair. */
    private static String encodable(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new ArithmeticException("Not a text: half of a surrogate pair");
        }
        return text;
    }

    private static String joined(Collection<?> members) {
        return members.stream().map(String.class::cast).collect(Collectors.joining(","));
    }

    private static String address(InetAddress address) {
        // The zone of a link-local address is meaningful only on this machine.
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    private static FloatVector vector(float[] values) {
        FloatVector.Builder vector = FloatVector.newBuilder();
        for (float value : values) {
            vector.addValues(value);
        }
        return vector.build();
    }
}
