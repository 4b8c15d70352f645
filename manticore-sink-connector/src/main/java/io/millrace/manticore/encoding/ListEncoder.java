package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.util.List;

/** For multi and multi64: sets of numbers, which Manticore sorts without duplicates. */
final class ListEncoder implements ValueEncoder {
    private final IntegerEncoder element;

    ListEncoder(IntegerEncoder element) {
        this.element = element;
    }

    @Override
    public boolean takes(Type type) {
        return type == Type.LIST;
    }

    @Override
    public boolean converts(Type type) {
        return takes(type) || type == Type.SET || type == Type.JSON;
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        List<SourceValue> elements = NumberLists.of(value);
        out.append('[');
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            // Manticore would drop a NULL and everything after it.
            element.encode(elements.get(i), out);
        }
        out.append(']');
    }

    @Override
    public String empty() {
        return "[]";
    }
}
