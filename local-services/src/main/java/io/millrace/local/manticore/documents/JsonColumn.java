package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.Json;
import io.millrace.local.manticore.json.JsonSyntaxException;
import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.json.JsonWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** JSON values as text: the way a text column gets them, and the way a json column gives them back. */
public final class JsonColumn {
    private static final byte[] NOTHING = new byte[0];
    /** Of the text: a text of 2,097,139 bytes under a name of one letter is the longest that was seen to be kept. */
    private static final int SIZE_LIMIT = 2_097_147;

    private static final int ARRAY_LIMIT = 193;
    private static final int OBJECT_WEIGHT = 3;
    private static final int WEIGHT_LIMIT = 196;

    private final JsonWriter writer = new JsonWriter();
    private final boolean sixDecimals;
    private boolean tooDeep;

    private JsonColumn(boolean sixDecimals) {
        this.sixDecimals = sixDecimals;
    }

    /** Without blanks, numbers as short as they can be. */
    static byte[] compact(JsonValue value) {
        JsonColumn text = new JsonColumn(false);
        text.write(value, 0, 0);
        return text.writer.toBytes();
    }

    /** What a json column keeps of an object or array: nothing when it is too large or too deep. */
    static byte[] stored(JsonValue value) {
        JsonColumn text = new JsonColumn(true);
        text.write(value, 0, 0);
        byte[] bytes = text.writer.toBytes();
        return text.tooDeep || bytes.length > SIZE_LIMIT ? NOTHING : bytes;
    }

    /** What a json column keeps of a text. */
    public static byte[] parsed(byte[] source) {
        try {
            JsonValue value = new Json().parse(source);
            return value.isObject() || value.isArray() ? stored(value) : NOTHING;
        } catch (JsonSyntaxException e) {
            return NOTHING;
        }
    }

    private void write(JsonValue value, int objects, int arrays) {
        tooDeep |= objects * OBJECT_WEIGHT + arrays > WEIGHT_LIMIT || arrays > ARRAY_LIMIT;
        switch (value.kind()) {
            case OBJECT -> object(value, objects + 1, arrays);
            case ARRAY -> array(value, objects, arrays + 1);
            case STRING -> writer.text(value.asBytes());
            case NUMBER -> writer.raw(number(value));
            case TRUE, FALSE, NULL -> writer.raw(value.asBytes());
        }
    }

    private void object(JsonValue value, int objects, int arrays) {
        String before = "{";
        for (JsonValue.Members members = value.members(); members.next(); before = ",") {
            writer.raw(before).text(members.key().asBytes()).raw(":");
            write(members.value(), objects, arrays);
        }
        writer.raw(before.equals("{") ? "{}" : "}");
    }

    private void array(JsonValue value, int objects, int arrays) {
        String before = "[";
        for (JsonValue.Elements elements = value.elements(); elements.next(); before = ",") {
            writer.raw(before);
            write(elements.value(), objects, arrays);
        }
        writer.raw(before.equals("[") ? "[]" : "]");
    }

    private String number(JsonValue value) {
        if (value.isInteger() && (value.asLong() < 0) == value.isNegative()) {
            return Long.toString(value.asLong());
        }
        double number = value.asDouble();
        if (Double.isInfinite(number)) {
            return "null";
        }
        String shortest = shortest(number);
        boolean whole = shortest.indexOf('.') < 0 && shortest.indexOf('e') < 0;
        return whole || !sixDecimals ? shortest : sixDecimals(number);
    }

    /** As C's %f: the exact value, rounded to six places. */
    static String sixDecimals(double number) {
        return new BigDecimal(number).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** As C's %.15g, or %.17g where that would be another number. */
    private static String shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        BigDecimal rounded = exact.round(new MathContext(15));
        if (rounded.doubleValue() != number) {
            rounded = exact.round(new MathContext(17));
        }
        if (rounded.signum() == 0) {
            return "0";
        }
        BigDecimal digits = rounded.stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 15) {
            return digits.toPlainString();
        }
        BigDecimal mantissa = digits.movePointLeft(exponent).stripTrailingZeros();
        return "%se%s%02d".formatted(mantissa.toPlainString(), exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
