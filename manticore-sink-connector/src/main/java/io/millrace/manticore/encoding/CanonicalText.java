package io.millrace.manticore.encoding;

import com.google.protobuf.ByteString;
import io.millrace.event.Column;
import io.millrace.event.Decimal;
import io.millrace.event.DurationValue;
import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.math.BigDecimal;
import java.math.BigInteger;
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

    public static String of(Column value) throws UnfitValueException {
        return switch (value.getValueCase()) {
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case INT_VALUE -> ofInteger(value.getType(), value.getIntValue());
            case UINT_VALUE -> Long.toUnsignedString(value.getUintValue());
            case FLOAT_VALUE -> fraction(value.getFloatValue(), Float.toString(value.getFloatValue()));
            case DOUBLE_VALUE -> fraction(value.getDoubleValue(), Double.toString(value.getDoubleValue()));
            case DECIMAL_VALUE -> decimal(value.getDecimalValue()).toPlainString();
            case STRING_VALUE -> value.getStringValue();
            case BYTES_VALUE -> hex(value.getBytesValue());
            case DURATION_VALUE -> duration(value.getDurationValue());
            case GEOMETRY_VALUE, VECTOR_VALUE, LIST_VALUE, MAP_VALUE, STRUCT_VALUE -> json(value);
            case VALUE_NOT_SET -> throw new UnfitValueException("NULL has no text");
        };
    }

    static BigDecimal decimal(Decimal value) {
        return new BigDecimal(
                value.getUnscaled().isEmpty()
                        ? BigInteger.ZERO
                        : new BigInteger(value.getUnscaled().toByteArray()),
                value.getScale());
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
        // java.time leaves out seconds of 0.
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

    /** The fewest digits that give the number again, without an exponent where a person would write none. */
    private static String fraction(double value, String shortest) {
        double magnitude = Math.abs(value);
        boolean plain = magnitude >= 1e-6 && magnitude < 1e21;
        return plain ? new BigDecimal(shortest).stripTrailingZeros().toPlainString() : shortest;
    }

    private static String duration(DurationValue value) {
        return value.getMonths() + "mo" + value.getDays() + "d" + value.getNanoseconds() + "ns";
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static String json(Column value) throws UnfitValueException {
        JsonBuffer out = new JsonBuffer();
        new JsonEncoder().encode(value, out);
        return out.toString();
    }
}
