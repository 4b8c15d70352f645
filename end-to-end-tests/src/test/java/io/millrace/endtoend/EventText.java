package io.millrace.endtoend;

import com.google.protobuf.ByteString;
import io.millrace.event.Column;
import io.millrace.event.FloatVector;
import io.millrace.event.Geometry;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/** Formats a column of an event as the table of types does: its type, and its value in a readable form. */
final class EventText {
    private static final int SHOWN = 60;

    private EventText() {}

    static String of(Column column) {
        return column.getType() + " " + value(column);
    }

    private static String value(Column column) {
        return switch (column.getValueCase()) {
            case BOOL_VALUE -> Boolean.toString(column.getBoolValue());
            case INT_VALUE -> integer(column);
            case UINT_VALUE -> Long.toUnsignedString(column.getUintValue());
            case FLOAT_VALUE -> Float.toString(column.getFloatValue());
            case DOUBLE_VALUE -> Double.toString(column.getDoubleValue());
            case DECIMAL_VALUE ->
                new BigDecimal(
                                new BigInteger(
                                        column.getDecimalValue().getUnscaled().toByteArray()),
                                column.getDecimalValue().getScale())
                        .toPlainString();
            case STRING_VALUE -> text(column.getStringValue());
            case BYTES_VALUE -> hex(column.getBytesValue());
            case GEOMETRY_VALUE -> geometry(column.getGeometryValue());
            case VECTOR_VALUE -> vector(column.getVectorValue());
            case LIST_VALUE, MAP_VALUE, STRUCT_VALUE, DURATION_VALUE ->
                throw new IllegalArgumentException("MySQL has no " + column.getValueCase());
            case VALUE_NOT_SET -> column.hasSize() ? "NULL of size " + column.getSize() : "NULL";
        };
    }

    private static String integer(Column column) {
        long value = column.getIntValue();
        return switch (column.getType()) {
            case DATE -> LocalDate.ofEpochDay(value).toString();
            case TIME -> Duration.of(value, ChronoUnit.MICROS).toString();
            case DATETIME ->
                LocalDateTime.ofInstant(Instant.EPOCH.plus(value, ChronoUnit.MICROS), ZoneOffset.UTC)
                        .toString();
            case TIMESTAMP -> Instant.EPOCH.plus(value, ChronoUnit.MICROS).toString();
            default -> Long.toString(value);
        };
    }

    /** Quotes text, with {@code \\u0000} for invisible characters; shortens a long text to its start and length. */
    static String text(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(SHOWN).forEach(each -> {
            if (Character.isISOControl(each)) {
                shown.append(String.format("\\u%04x", each));
            } else {
                shown.appendCodePoint(each);
            }
        });
        int length = text.codePointCount(0, text.length());
        return shown + (length > SHOWN ? "…\" of " + length : "\"");
    }

    private static String hex(ByteString bytes) {
        String hex = HexFormat.of().formatHex(bytes.toByteArray());
        return 'x' + (hex.length() > SHOWN ? hex.substring(0, SHOWN) + "… of " + bytes.size() : hex);
    }

    private static String geometry(Geometry geometry) {
        return HexFormat.of().formatHex(geometry.getWkb().toByteArray())
                + (geometry.hasSrid() ? " in " + geometry.getSrid() : "");
    }

    private static String vector(FloatVector vector) {
        return vector.getValuesList().toString();
    }
}
