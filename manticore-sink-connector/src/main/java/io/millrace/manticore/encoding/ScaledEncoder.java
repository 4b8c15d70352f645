package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.math.BigDecimal;

/**
 * For bigint: numbers times 10^scale; dates and times as seconds since 1970, times 10^scale, without what is finer.
 *
 * <p>Without a scale, a whole number beyond 64 bits becomes the nearest one, which keeps the order; BIT(64) becomes the
 * signed number of the same bits.
 */
final class ScaledEncoder implements ValueEncoder {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int MICROS = 6;
    private static final int NANOS = 9;

    private final int scale;

    ScaledEncoder(int scale) {
        this.scale = scale;
    }

    @Override
    public boolean takes(Type type) {
        return switch (type) {
            case DATE, TIME, DATETIME, TIMESTAMP -> scale <= MICROS;
            case TIME_OF_DAY -> scale <= NANOS;
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
                    case DATE -> days(value.longValue());
                    case TIME, DATETIME, TIMESTAMP -> Math.floorDiv(value.longValue(), power(MICROS - scale));
                    case TIME_OF_DAY -> Math.floorDiv(value.longValue(), power(NANOS - scale));
                    default -> scale == 0 ? whole(value) : scaled(value);
                });
    }

    private long days(long days) throws UnfitValueException {
        try {
            return Math.multiplyExact(days, SECONDS_PER_DAY * power(scale));
        } catch (ArithmeticException e) {
            throw new UnfitValueException("the date is too far away for a bigint(" + scale + ")");
        }
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    private long whole(SourceValue value) throws UnfitValueException {
        return switch (value.kind()) {
            case DECIMAL_VALUE -> ExactInteger.nearest(value.decimalValue());
            case UINT_VALUE -> value.longValue() < 0 && value.type() != Type.BITS ? Long.MAX_VALUE : value.longValue();
            case FLOAT_VALUE, DOUBLE_VALUE -> scaled(value);
            default -> ExactInteger.of(value);
        };
    }

    private long scaled(SourceValue value) throws UnfitValueException {
        return switch (value.kind()) {
            case DECIMAL_VALUE -> ExactInteger.scaled(value.decimalValue(), scale);
            case STRING_VALUE -> ExactInteger.scaled(ExactInteger.parse(value.stringValue()), scale);
            case FLOAT_VALUE -> fraction(Float.toString(value.floatValue()), value.floatValue());
            case DOUBLE_VALUE -> fraction(Double.toString(value.doubleValue()), value.doubleValue());
            default -> ExactInteger.scaled(BigDecimal.valueOf(ExactInteger.of(value)), scale);
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
