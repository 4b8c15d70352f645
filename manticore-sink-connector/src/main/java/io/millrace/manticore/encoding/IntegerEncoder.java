package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;

/** For whole numbers within limits, beyond which Manticore would silently store another number. */
final class IntegerEncoder implements ValueEncoder {
    private final long least;
    private final long greatest;

    IntegerEncoder(long least, long greatest) {
        this.least = least;
        this.greatest = greatest;
    }

    @Override
    public boolean takes(Type type) {
        return ExactInteger.possible(type);
    }

    @Override
    public boolean converts(Type type) {
        return takes(type) || ExactInteger.text(type);
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        long number = ExactInteger.of(value);
        if (number < least || number > greatest) {
            throw new UnfitValueException("the number is not within " + least + ".." + greatest);
        }
        out.number(number);
    }

    @Override
    public String empty() {
        return "0";
    }
}
