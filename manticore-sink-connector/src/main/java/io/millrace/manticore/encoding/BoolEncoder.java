package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;

/** For bool: booleans, and the numbers 0 and 1. */
final class BoolEncoder implements ValueEncoder {
    @Override
    public boolean takes(Type type) {
        return switch (type) {
            case BOOL, INT8, UINT8, BITS -> true;
            default -> false;
        };
    }

    @Override
    public boolean converts(Type type) {
        return ExactInteger.possible(type) || ExactInteger.text(type);
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        long number = ExactInteger.of(value);
        if (number != 0 && number != 1) {
            throw new UnfitValueException("the number is neither 0 nor 1; retype the column as bigint");
        }
        out.append(number == 1 ? "true" : "false");
    }

    @Override
    public String empty() {
        return "false";
    }
}
