package io.millrace.event;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * The text of a value that is neither a number nor a text itself: equal values have equal texts, and different values
 * of a type have different ones.
 */
public final class ValueText {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;

    private ValueText() {}

    /** The text of a column with an {@code int_value}: a date or a time as people write it, otherwise the digits. */
    public static String ofInteger(Type type, long value) {
        return switch (type) {
            case DATE -> LocalDate.ofEpochDay(value).toString();
            case TIME -> time(value);
            case TIME_OF_DAY -> LocalTime.ofNanoOfDay(value).format(DateTimeFormatter.ISO_LOCAL_TIME);
            case DATETIME ->
                withFraction(
                        LocalDateTime.ofEpochSecond(Math.floorDiv(value, MICROS_PER_SECOND), 0, ZoneOffset.UTC)
                                .toString(),
                        value);
            case TIMESTAMP -> Instant.EPOCH.plus(value, ChronoUnit.MICROS).toString();
            default -> Long.toString(value);
        };
    }

    /** Hexadecimal digits, two per byte. */
    public static String of(com.google.protobuf.ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    public static String of(DurationValue value) {
        return value.getMonths() + "mo" + value.getDays() + "d" + value.getNanoseconds() + "ns";
    }

    private static String withFraction(String dateTime, long micros) {
        String seconds = dateTime.replace('T', ' ');
        // java.time omits seconds that are 0.
        if (seconds.length() - seconds.indexOf(' ') == "_00:00".length()) {
            seconds += ":00";
        }
        return seconds + fraction(Math.floorMod(micros, MICROS_PER_SECOND));
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
                fraction(magnitude % MICROS_PER_SECOND));
    }

    private static String fraction(long micros) {
        return micros == 0 ? "" : String.format(".%06d", micros);
    }
}
