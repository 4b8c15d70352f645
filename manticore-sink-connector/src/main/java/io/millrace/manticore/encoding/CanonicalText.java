package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/** The one text of a value: the same value always gives the same text, and no other value of its type gives it. */
public final class CanonicalText {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;

    private CanonicalText() {}

    public static String of(SourceValue value) throws UnfitValueException {
        return switch (value.kind()) {
            case BOOL_VALUE -> Boolean.toString(value.booleanValue());
            case INT_VALUE -> ofInteger(value.type(), value.longValue());
            case UINT_VALUE -> Long.toUnsignedString(value.longValue());
            case FLOAT_VALUE -> fraction(value.floatValue(), Float.toString(value.floatValue()));
            case DOUBLE_VALUE -> fraction(value.doubleValue(), Double.toString(value.doubleValue()));
            case DECIMAL_VALUE -> value.decimalValue().toPlainString();
            case STRING_VALUE -> value.stringValue();
            case BYTES_VALUE -> HexFormat.of().formatHex(value.bytesValue());
            case DURATION_VALUE -> duration(value.durationValue());
            case GEOMETRY_VALUE, VECTOR_VALUE, LIST_VALUE, MAP_VALUE, STRUCT_VALUE -> json(value);
            case VALUE_NOT_SET -> throw new UnfitValueException("NULL has no text");
        };
    }

    private static String ofInteger(Type type, long value) {
        return switch (type) {
            case DATE -> LocalDate.ofEpochDay(value).toString();
            case TIME -> time(value);
            case TIME_OF_DAY -> LocalTime.ofNanoOfDay(value).format(DateTimeFormatter.ISO_LOCAL_TIME);
            case DATETIME ->
                withFraction(
                        LocalDateTime.ofEpochSecond(Math.floorDiv(value, MICROS_PER_SECOND), 0, ZoneOffset.UTC)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString(),
                        value);
            case TIMESTAMP -> Instant.EPOCH.plus(value, ChronoUnit.MICROS).toString();
            default -> Long.toString(value);
        };
    }

    private static String withFraction(String dateTime, long micros) {
        String seconds = dateTime.replace('T', ' ');
        // java.time omits seconds of 0.
        if (seconds.length() - seconds.indexOf(' ') == "_00:00".length()) {
            seconds += ":00";
        }
        return seconds + microseconds(Math.floorMod(micros, MICROS_PER_SECOND));
    }

    /** As MySQL writes a TIME, which may be negative and longer than a day. */
    private static String time(long micros) {
        long magnitude = Math.abs(micros);
        long seconds = magnitude / MICROS_PER_SECOND;
        return String.format(
                "%s%02d:%02d:%02d%s",
                micros < 0 ? "-" : "",
                seconds / SECONDS_PER_HOUR,
                seconds / SECONDS_PER_MINUTE % SECONDS_PER_MINUTE,
                seconds % SECONDS_PER_MINUTE,
                microseconds(magnitude % MICROS_PER_SECOND));
    }

    private static String microseconds(long micros) {
        return micros == 0 ? "" : String.format(".%06d", micros);
    }

    /** The fewest digits that identify the number, without an exponent where a person would write none. */
    private static String fraction(double value, String shortest) {
        double magnitude = Math.abs(value);
        boolean plain = magnitude >= 1e-6 && magnitude < 1e21;
        return plain ? new BigDecimal(shortest).stripTrailingZeros().toPlainString() : shortest;
    }

    private static String duration(SourceValue.CalendarDuration value) {
        return value.months() + "mo" + value.days() + "d" + value.nanoseconds() + "ns";
    }

    private static String json(SourceValue value) throws UnfitValueException {
        JsonBuffer out = new JsonBuffer();
        new JsonEncoder().encode(value, out);
        return out.toString();
    }
}
