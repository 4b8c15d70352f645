package io.millrace.manticore.encoding;

import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.math.BigDecimal;
import java.util.List;

/**
 * For json, which holds objects and arrays. Lists become arrays; maps and structs objects; a SET the array of its
 * members; geometries GeoJSON. Where the mapping names json, text is read as JSON. A value that is neither an object nor an
 * array becomes an array of one, and so does one that is nested too deeply: its JSON as a text.
 */
final class JsonEncoder implements ValueEncoder {
    @Override
    public boolean takes(Type type) {
        return switch (type) {
            case JSON, SET, GEOMETRY, LIST, MAP, STRUCT, FLOAT_VECTOR -> true;
            default -> false;
        };
    }

    @Override
    public boolean converts(Type type) {
        return true;
    }

    @Override
    public void encode(SourceValue value, JsonBuffer out) throws UnfitValueException {
        JsonLimits limits = JsonLimits.ofColumn();
        int start = out.length();
        try {
            encode(value, out, limits);
        } catch (UnfitValueException e) {
            if (!limits.tooDeep()) {
                throw e;
            }
            out.cutTo(start);
            out.append('[');
            text(CanonicalText.of(value), out, JsonLimits.ofColumn());
            out.append(']');
        }
    }

    static void encode(SourceValue value, JsonBuffer out, JsonLimits limits) throws UnfitValueException {
        switch (value.kind()) {
            case LIST_VALUE, MAP_VALUE, STRUCT_VALUE, VECTOR_VALUE, GEOMETRY_VALUE -> nested(value, out, limits);
            default -> {
                switch (value.type()) {
                    case JSON, STRING, TEXT -> document(value.stringValue(), out, limits);
                    case SET -> members(value.stringValue(), out, limits);
                    default -> {
                        out.append('[');
                        nested(value, out, limits);
                        out.append(']');
                    }
                }
            }
        }
    }

    private static void document(String json, JsonBuffer out, JsonLimits limits) throws UnfitValueException {
        JsonText text = new JsonText(json, out, limits);
        if (text.isNull()) {
            out.append("null");
        } else if (text.structured()) {
            text.copy();
        } else {
            out.append('[');
            text.copy();
            out.append(']');
        }
    }

    private static void members(String set, JsonBuffer out, JsonLimits limits) throws UnfitValueException {
        out.append('[');
        boolean first = true;
        // An empty SET has no member; the member '' of a SET looks the same.
        for (String member : set.isEmpty() ? new String[0] : set.split(",", -1)) {
            if (!first) {
                out.append(',');
            }
            first = false;
            text(member, out, limits);
        }
        out.append(']');
    }

    private static void nested(SourceValue value, JsonBuffer out, JsonLimits limits) throws UnfitValueException {
        switch (value.kind()) {
            case VALUE_NOT_SET -> literal("null", out, limits);
            case BOOL_VALUE -> literal(Boolean.toString(value.booleanValue()), out, limits);
            case INT_VALUE -> {
                if (ExactInteger.possible(value.type())) {
                    literal(Long.toString(value.longValue()), out, limits);
                } else {
                    text(CanonicalText.of(value), out, limits);
                }
            }
            case UINT_VALUE -> literal(JsonText.number(Long.toUnsignedString(value.longValue())), out, limits);
            case FLOAT_VALUE -> fraction(value.floatValue(), Float.toString(value.floatValue()), out, limits);
            case DOUBLE_VALUE -> fraction(value.doubleValue(), Double.toString(value.doubleValue()), out, limits);
            case DECIMAL_VALUE -> decimal(value.decimalValue(), out, limits);
            case STRING_VALUE, BYTES_VALUE, DURATION_VALUE -> text(CanonicalText.of(value), out, limits);
            case LIST_VALUE -> list(value.elements(), out, limits);
            case MAP_VALUE, STRUCT_VALUE -> object(value.members(), out, limits);
            case VECTOR_VALUE -> vector(value.vectorValue(), out, limits);
            case GEOMETRY_VALUE -> new GeoJson(out, limits).append(value);
        }
    }

    private static void list(List<SourceValue> elements, JsonBuffer out, JsonLimits limits) throws UnfitValueException {
        limits.enter();
        out.append('[');
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            nested(elements.get(i), out, limits);
        }
        out.append(']');
        limits.leave();
    }

    private static void vector(float[] values, JsonBuffer out, JsonLimits limits) throws UnfitValueException {
        limits.enter();
        out.append('[');
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                out.append(',');
            }
            fraction(values[i], Float.toString(values[i]), out, limits);
        }
        out.append(']');
        limits.leave();
    }

    private static void object(List<SourceValue.Member> members, JsonBuffer out, JsonLimits limits)
            throws UnfitValueException {
        limits.enter();
        out.append('{');
        for (int i = 0; i < members.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            text(CanonicalText.of(members.get(i).key()), out, limits);
            out.append(':');
            nested(members.get(i).value(), out, limits);
        }
        out.append('}');
        limits.leave();
    }

    private static void text(String value, JsonBuffer out, JsonLimits limits) throws UnfitValueException {
        limits.text(JsonText.withoutNul(value));
        JsonText.appendText(value, out);
    }

    private static void literal(String value, JsonBuffer out, JsonLimits limits) throws UnfitValueException {
        limits.node();
        out.append(value);
    }

    /** JSON has no infinity and no NaN. */
    private static void fraction(double value, String text, JsonBuffer out, JsonLimits limits)
            throws UnfitValueException {
        literal(Double.isFinite(value) ? text : "null", out, limits);
    }

    /** Manticore keeps a JSON number as a double. */
    private static void decimal(BigDecimal value, JsonBuffer out, JsonLimits limits) throws UnfitValueException {
        double nearest = value.doubleValue();
        boolean exact = Double.isFinite(nearest) && new BigDecimal(Double.toString(nearest)).compareTo(value) == 0;
        fraction(nearest, exact ? value.toPlainString() : Double.toString(nearest), out, limits);
    }

    @Override
    public String empty() {
        return "null";
    }
}
