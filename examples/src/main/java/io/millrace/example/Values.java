package io.millrace.example;

import io.millrace.event.Column;
import io.millrace.event.Decimal;
import io.millrace.event.DurationValue;
import io.millrace.event.MapValue;
import io.millrace.event.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts a column's value to a Java object. */
final class Values {
    private Values() {}

    /** Returns null for NULL. A column that is absent, unlike one that is NULL, is not in the row at all. */
    static @Nullable Object of(Column column) {
        return switch (column.getValueCase()) {
            case BOOL_VALUE -> column.getBoolValue();
            case INT_VALUE -> ofNumber(column, column.getIntValue());
            case UINT_VALUE -> new BigInteger(Long.toUnsignedString(column.getUintValue()));
            case FLOAT_VALUE -> column.getFloatValue();
            case DOUBLE_VALUE -> column.getDoubleValue();
            case DECIMAL_VALUE -> ofDecimal(column.getDecimalValue());
            case STRING_VALUE -> column.getStringValue();
            case BYTES_VALUE -> column.getBytesValue().toByteArray();
            case GEOMETRY_VALUE -> column.getGeometryValue().getWkb().toByteArray();
            case VECTOR_VALUE -> column.getVectorValue().getValuesList();
            case LIST_VALUE ->
                column.getListValue().getElementsList().stream().map(Values::of).toList();
            case MAP_VALUE -> ofMap(column.getMapValue());
            case STRUCT_VALUE -> ofStruct(column.getStructValue());
            case DURATION_VALUE -> ofDuration(column.getDurationValue());
            case VALUE_NOT_SET -> null;
        };
    }

    private static Object ofNumber(Column column, long number) {
        return switch (column.getType()) {
            case DATE -> LocalDate.ofEpochDay(number);
            case TIME -> Duration.of(number, ChronoUnit.MICROS);
            case TIME_OF_DAY -> LocalTime.ofNanoOfDay(number);
            case DATETIME -> LocalDateTime.ofInstant(instant(number), ZoneOffset.UTC);
            case TIMESTAMP -> instant(number);
            default -> number;
        };
    }

    /** Months, days and nanoseconds. */
    private static List<Number> ofDuration(DurationValue duration) {
        return List.of(duration.getMonths(), duration.getDays(), duration.getNanoseconds());
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static BigDecimal ofDecimal(Decimal decimal) {
        return new BigDecimal(new BigInteger(decimal.getUnscaled().toByteArray()), decimal.getScale());
    }

    private static Map<@Nullable Object, @Nullable Object> ofMap(MapValue map) {
        Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
        map.getEntriesList().forEach(entry -> values.put(of(entry.getKey()), of(entry.getValue())));
        return values;
    }

    private static Map<String, @Nullable Object> ofStruct(Row struct) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        struct.getColumnsList().forEach(field -> values.put(field.getName(), of(field)));
        return values;
    }
}
