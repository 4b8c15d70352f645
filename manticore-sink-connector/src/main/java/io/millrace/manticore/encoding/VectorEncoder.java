package io.millrace.manticore.encoding;

import io.millrace.event.Column;
import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.util.ArrayList;
import java.util.List;

/** For float_vector of a fixed number of dimensions, or of any when it is 0. */
final class VectorEncoder implements ValueEncoder {
    private final int dimensions;

    VectorEncoder(int dimensions) {
        this.dimensions = dimensions;
    }

    @Override
    public boolean takes(Type type) {
        return type == Type.FLOAT_VECTOR;
    }

    @Override
    public boolean converts(Type type) {
        return takes(type) || type == Type.LIST || type == Type.JSON;
    }

    @Override
    public void encode(Column value, JsonBuffer out) throws UnfitValueException {
        List<Float> values = value.hasVectorValue() ? value.getVectorValue().getValuesList() : converted(value);
        if (dimensions > 0 && values.size() != dimensions) {
            throw new UnfitValueException(
                    "the vector has " + values.size() + " dimensions and the column has " + dimensions);
        }
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            FloatEncoder.append(values.get(i), out);
        }
        out.append(']');
    }

    private static List<Float> converted(Column value) throws UnfitValueException {
        List<Float> values = new ArrayList<>();
        for (Column element : NumberLists.of(value)) {
            values.add(FloatEncoder.of(element));
        }
        return values;
    }

    @Override
    public String empty() {
        return "[]";
    }
}
