package io.millrace.manticore.encoding;

import io.millrace.event.Column.ValueCase;
import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.util.List;

/**
 * For float_vector of a fixed number of dimensions, or of any when it is 0. What has no distance to others, a vector with
 * an infinity or NaN or one shorter than its column, becomes none.
 */
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
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        float[] values = value.kind() == ValueCase.VECTOR_VALUE ? value.vectorValue() : converted(value);
        boolean fits = dimensions == 0 || values.length == dimensions;
        if (!isFinite(values) || !fits && value.declaredDimensions().orElse(0) == dimensions) {
            out.append(empty());
            return;
        }
        if (!fits) {
            throw new UnfitValueException(
                    "the vector has " + values.length + " dimensions and the column has " + dimensions);
        }
        out.append('[');
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                out.append(',');
            }
            FloatEncoder.append(values[i], out);
        }
        out.append(']');
    }

    private static boolean isFinite(float[] values) {
        boolean finite = true;
        for (float value : values) {
            finite &= Float.isFinite(value);
        }
        return finite;
    }

    private static float[] converted(SourceValue value) throws UnfitValueException {
        List<SourceValue> elements = NumberLists.of(value);
        float[] values = new float[elements.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = FloatEncoder.of(elements.get(i));
        }
        return values;
    }

    @Override
    public String empty() {
        return "[]";
    }
}
