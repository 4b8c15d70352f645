package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.math.BigDecimal;

/**
 * For bigint: whole numbers; numbers with a point as the number times 10^scale; dates and times as milliseconds since
 * 1970, or microseconds with scale 6.
 */
final class ScaledEncoder implements ValueEncoder {
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int MILLIS = 3;
    private static final int MICROS = 6;
    private static final long NANOS_PER_MICRO = 1000;
    private static final long MICROS_PER_MILLI = 1000;

    private final int scale;

    ScaledEncoder(int scale) {
        this.scale = scale;
    }

    @Override
    public boolean takes(Type type) {
        return switch (type) {
            case DATE, TIME, TIME_OF_DAY, DATETIME, TIMESTAMP -> scale == 0 || scale == MILLIS || scale == MICROS;
            default -> ExactInteger.possible(type);
        };
    }

    @Override
    public boolean converts(Type type) {
        return switch (type) {
            case DECIMAL, FLOAT, DOUBLE -> true;
            default -> takes(type) || ExactInteger.text(type);
        };
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        out.number(
                switch (value.type()) {
                    case DATE -> time(Math.multiplyExact(value.longValue(), MICROS_PER_DAY));
                    case TIME, DATETIME, TIMESTAMP -> time(value.longValue());
                    case TIME_OF_DAY -> time(Math.floorDiv(value.longValue(), NANOS_PER_MICRO));
                    default -> number(value);
                });
    }

    private long time(long micros) {
        // Anything finer than a millisecond is dropped, as docs/mapping.md says.
        return scale == MICROS ? micros : Math.floorDiv(micros, MICROS_PER_MILLI);
    }

    private long number(SourceValue value) throws UnfitValueException {
        return switch (value.kind()) {
            case DECIMAL_VALUE -> ExactInteger.scaled(value.decimalValue(), scale);
            case STRING_VALUE -> ExactInteger.scaled(ExactInteger.parse(value.stringValue()), scale);
            case FLOAT_VALUE -> fraction(Float.toString(value.floatValue()), value.floatValue());
            case DOUBLE_VALUE -> fraction(Double.toString(value.doubleValue()), value.doubleValue());
            default ->
                scale == 0
                        ? ExactInteger.of(value)
                        : ExactInteger.scaled(BigDecimal.valueOf(ExactInteger.of(value)), scale);
        };
    }

    private long fraction(String shortest, double value) throws UnfitValueException {
        if (!Double.isFinite(value)) {
            throw new UnfitValueException("the number is infinite or not a number");
        }
        return ExactInteger.scaled(new BigDecimal(shortest), scale);
    }

    @Override
    public String empty() {
        return "0";
    }
}
