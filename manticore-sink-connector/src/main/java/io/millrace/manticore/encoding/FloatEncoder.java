package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.math.BigDecimal;

/**
 * For float, which has 32 bits: each number as the nearest float. Manticore cannot answer with what no float is: a larger
 * number or an infinity becomes the largest float, and NaN becomes 0, as a NULL does.
 */
final class FloatEncoder implements ValueEncoder {
    @Override
    public boolean takes(Type type) {
        return switch (type) {
            case FLOAT, DOUBLE, DECIMAL, BOOL, INT8, INT16, UINT8, UINT16, YEAR -> true;
            default -> false;
        };
    }

    @Override
    public boolean converts(Type type) {
        return takes(type) || ExactInteger.possible(type) || ExactInteger.text(type);
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        float number = of(value);
        append(Float.isNaN(number) ? 0 : Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, number)), out);
    }

    /** The nearest float; infinite when the number is too large. */
    static float of(SourceValue value) throws UnfitValueException {
        return switch (value.kind()) {
            case FLOAT_VALUE -> value.floatValue();
            case DOUBLE_VALUE -> (float) value.doubleValue();
            case DECIMAL_VALUE -> value.decimalValue().floatValue();
            case STRING_VALUE -> ExactInteger.parse(value.stringValue()).floatValue();
            case UINT_VALUE -> new BigDecimal(Long.toUnsignedString(value.longValue())).floatValue();
            default -> ExactInteger.of(value);
        };
    }

    /** Appends a number that is finite. */
    static void append(float number, JsonBuffer out) {
        out.append(Float.toString(number));
    }

    @Override
    public String empty() {
        return "0";
    }
}
