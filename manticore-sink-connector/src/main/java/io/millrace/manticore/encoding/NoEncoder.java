package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;

/** For a type in Manticore that this connector does not write. */
final class NoEncoder implements ValueEncoder {
    @Override
    public boolean takes(Type type) {
        return false;
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        throw new UnfitValueException("the column is of a type that is not written");
    }

    @Override
    public String empty() {
        return "null";
    }
}
