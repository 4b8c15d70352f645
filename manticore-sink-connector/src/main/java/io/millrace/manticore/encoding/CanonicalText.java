package io.millrace.manticore.encoding;

import io.millrace.event.ValueText;
import io.millrace.manticore.document.JsonBuffer;
import java.math.BigDecimal;
import java.util.HexFormat;

/** The one text of a value: the same value always gives the same text, and no other value of its type gives it. */
public final class CanonicalText {
    private CanonicalText() {}

    public static String of(SourceValue value) throws UnfitValueException {
        return switch (value.kind()) {
            case BOOL_VALUE -> Boolean.toString(value.booleanValue());
            case INT_VALUE -> ValueText.ofInteger(value.type(), value.longValue());
            case UINT_VALUE -> Long.toUnsignedString(value.longValue());
            case FLOAT_VALUE -> fraction(value.floatValue(), Float.toString(value.floatValue()));
            case DOUBLE_VALUE -> fraction(value.doubleValue(), Double.toString(value.doubleValue()));
            case DECIMAL_VALUE -> value.decimalValue().toPlainString();
            case STRING_VALUE -> value.stringValue();
            case BYTES_VALUE -> HexFormat.of().formatHex(value.bytesValue());
            case DURATION_VALUE -> duration(value.durationValue());
            case GEOMETRY_VALUE, VECTOR_VALUE, LIST_VALUE, MAP_VALUE, STRUCT_VALUE -> json(value);
            case VALUE_NOT_SET -> throw new UnfitValueException("NULL has no text");
        };
    }

    /** The fewest digits that identify the number, without an exponent where a person would write none. */
    private static String fraction(double value, String shortest) {
        double magnitude = Math.abs(value);
        boolean plain = magnitude >= 1e-6 && magnitude < 1e21;
        return plain ? new BigDecimal(shortest).stripTrailingZeros().toPlainString() : shortest;
    }

    private static String duration(SourceValue.CalendarDuration value) {
        return value.months() + "mo" + value.days() + "d" + value.nanoseconds() + "ns";
    }

    private static String json(SourceValue value) throws UnfitValueException {
        JsonBuffer out = new JsonBuffer();
        JsonEncoder.encode(value, out, JsonLimits.ofText());
        return out.toString();
    }
}
