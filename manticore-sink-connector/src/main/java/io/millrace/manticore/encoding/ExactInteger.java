package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Values as whole numbers, when they are. */
public final class ExactInteger {
    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal GREATEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /** Plain digits only: a number with an exponent could be endlessly long when written out. */
    private static final Pattern PLAIN = Pattern.compile("[+-]?\\d{1,40}(\\.\\d{1,40})?");

    private ExactInteger() {}

    public static boolean possible(Type type) {
        return switch (type) {
            case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, BITS, YEAR -> true;
            default -> false;
        };
    }

    /** Whether values are text, which may be a number. */
    static boolean text(Type type) {
        return type == Type.STRING || type == Type.TEXT || type == Type.ENUM;
    }

    /** A whole number of 64 bits; a DECIMAL is one when it has no fraction. */
    static long of(SourceValue value) throws UnfitValueException {
        switch (value.kind()) {
            case BOOL_VALUE -> {
                return value.booleanValue() ? 1 : 0;
            }
            case INT_VALUE -> {
                return value.longValue();
            }
            case UINT_VALUE -> {
                if (value.longValue() < 0) {
                    throw new UnfitValueException("the number is above 2^63-1; retype the column as string");
                }
                return value.longValue();
            }
            case DECIMAL_VALUE -> {
                return scaled(value.decimalValue(), 0);
            }
            case STRING_VALUE -> {
                return scaled(parse(value.stringValue()), 0);
            }
            default -> throw new UnfitValueException("a " + value.type() + " is no whole number");
        }
    }

    static BigDecimal parse(String text) throws UnfitValueException {
        if (!PLAIN.matcher(text).matches()) {
            throw new UnfitValueException("the text is not a number");
        }
        return new BigDecimal(text);
    }

    /** A whole number as the nearest one of 64 bits. */
    static long nearest(BigDecimal value) throws UnfitValueException {
        return scaled(value.max(LEAST).min(GREATEST), 0);
    }

    /** value * 10^scale as a whole number, when it is one of 64 bits. */
    static long scaled(BigDecimal value, int scale) throws UnfitValueException {
        BigDecimal scaled = value.scaleByPowerOfTen(scale);
        if (scaled.signum() != 0 && scaled.stripTrailingZeros().scale() > 0) {
            throw new UnfitValueException(
                    scale == 0
                            ? "the number is not whole"
                            : "the number has more than " + scale + " digits after the point");
        }
        if (scaled.compareTo(LEAST) < 0 || scaled.compareTo(GREATEST) > 0) {
            throw new UnfitValueException("the number is too large for a bigint of 64 bits");
        }
        return scaled.longValue();
    }
}
