package io.millrace.bridge.encode;

import io.millrace.event.Type;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Converts dates and times of every {@code time.precision.mode} of Debezium to days or microseconds. */
final class TemporalTypes {
    private static final long MS_PER_DAY = TimeUnit.DAYS.toMillis(1);
    private static final long NS_PER_US = 1000;
    private static final long US_PER_MS = 1000;

    private TemporalTypes() {}

    static Optional<EventColumnType> of(String name, DeclaredType declared) {
        // Every mode but the zoned one delivers TIMESTAMP in UTC under the names it uses for DATETIME.
        Type moment = declared.isTimestamp() ? Type.TIMESTAMP : Type.DATETIME;
        return switch (name) {
            case "io.debezium.time.Date" -> number(Type.DATE, Number::longValue);
            case "io.debezium.time.IsoDate" -> text(Type.DATE, TemporalTypes::isoDate);
            case org.apache.kafka.connect.data.Date.LOGICAL_NAME ->
                date(Type.DATE, value -> Math.floorDiv(value.getTime(), MS_PER_DAY));
            case "io.debezium.time.Time" -> number(Type.TIME, value -> value.longValue() * US_PER_MS);
            case "io.debezium.time.MicroTime" -> number(Type.TIME, Number::longValue);
            case "io.debezium.time.NanoTime" -> number(Type.TIME, value -> Math.floorDiv(value.longValue(), NS_PER_US));
            case "io.debezium.time.IsoTime" -> text(Type.TIME, TemporalTypes::isoTime);
            case Time.LOGICAL_NAME -> date(Type.TIME, value -> value.getTime() * US_PER_MS);
            case "io.debezium.time.Timestamp" -> number(moment, value -> value.longValue() * US_PER_MS);
            case "io.debezium.time.MicroTimestamp" -> number(moment, Number::longValue);
            case "io.debezium.time.NanoTimestamp" ->
                number(moment, value -> Math.floorDiv(value.longValue(), NS_PER_US));
            case "io.debezium.time.IsoTimestamp" -> text(moment, IsoInstant::micros);
            case Timestamp.LOGICAL_NAME -> date(moment, value -> value.getTime() * US_PER_MS);
            case "io.debezium.time.ZonedTimestamp" -> text(Type.TIMESTAMP, IsoInstant::micros);
            case "io.debezium.time.Year" -> number(Type.YEAR, TemporalTypes::year);
            default -> Optional.empty();
        };
    }

    private static Optional<EventColumnType> number(Type type, ToLongFunction<Number> conversion) {
        return Optional.of(EventColumnType.of(
                type, (out, value) -> ValueWriters.signed(out, conversion.applyAsLong((Number) value))));
    }

    private static Optional<EventColumnType> date(Type type, ToLongFunction<Date> conversion) {
        return Optional.of(EventColumnType.of(
                type, (out, value) -> ValueWriters.signed(out, conversion.applyAsLong((Date) value))));
    }

    private static Optional<EventColumnType> text(Type type, ToLongFunction<String> conversion) {
        return Optional.of(EventColumnType.of(
                type, (out, value) -> ValueWriters.signed(out, conversion.applyAsLong((String) value))));
    }

    /** MySQL's years are 0 and 1901 to 2155, kept as the distance from 1900; Debezium reads 0 from the binlog as 1900. */
    private static long year(Number value) {
        return value.intValue() == 1900 ? 0 : value.longValue();
    }

    private static long isoDate(String text) {
        return java.time.format.DateTimeFormatter.ISO_OFFSET_DATE
                .parse(text, java.time.LocalDate::from)
                .toEpochDay();
    }

    private static long isoTime(String text) {
        return ChronoUnit.MICROS.between(
                LocalTime.MIDNIGHT,
                OffsetTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalTime());
    }
}
