package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;

/** For float, which has 32 bits: FLOAT exactly; wider numbers, where the mapping names the type, to the nearest float. */
final class FloatEncoder implements ValueEncoder {
    @Override
    public boolean takes(Type type) {
        return switch (type) {
            case FLOAT, BOOL, INT8, INT16, UINT8, UINT16, YEAR -> true;
            default -> false;
        };
    }

    @Override
    public boolean converts(Type type) {
        return switch (type) {
            case FLOAT, DOUBLE, DECIMAL -> true;
            default -> ExactInteger.possible(type) || ExactInteger.text(type);
        };
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        append(of(value), out);
    }

    /** The nearest float; infinite when the number is too large. */
    static float of(SourceValue value) throws UnfitValueException {
        return switch (value.kind()) {
            case FLOAT_VALUE -> value.floatValue();
            case DOUBLE_VALUE -> (float) value.doubleValue();
            case DECIMAL_VALUE -> value.decimalValue().floatValue();
            case STRING_VALUE -> ExactInteger.parse(value.stringValue()).floatValue();
            default -> ExactInteger.of(value);
        };
    }

    static void append(float number, JsonBuffer out) throws UnfitValueException {
        if (!Float.isFinite(number)) {
            throw new UnfitValueException("the number is too large for a float of 32 bits, infinite or not a number");
        }
        out.append(Float.toString(number));
    }

    @Override
    public String empty() {
        return "0";
    }
}
