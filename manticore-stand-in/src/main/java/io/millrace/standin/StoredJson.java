package io.millrace.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a json column keeps of a value: its text without blanks, with six places for what is no whole number. */
final class StoredJson {
    /** Manticore keeps less than 2 MiB. */
    private static final int LARGEST = 2_097_147;

    /** Manticore keeps 65 objects or 193 arrays inside each other. */
    private static final int MOST_WEIGHT = 65 * 193;

    private static final int OBJECT_WEIGHT = 193;
    private static final int ARRAY_WEIGHT = 65;

    private StoredJson() {}

    /** @param value whose numbers are changed to what is kept of them */
    static String of(Column column, JsonNode value) throws RefusedException {
        if (value.isNull()) {
            return "";
        }
        if (!value.isContainerNode()) {
            throw column.trap(
                    "JSON that is neither an object nor an array becomes empty", "send one of these, or null");
        }
        String text = kept(column, value, 0).toString();
        if (text.length() > LARGEST) {
            throw column.trap("JSON of over 2 MiB becomes NULL", "make the column text");
        }
        return text;
    }

    /** @param outside how much the objects and arrays around the value weigh */
    private static JsonNode kept(Column column, JsonNode value, int outside) throws RefusedException {
        int weight = outside + (value.isObject() ? OBJECT_WEIGHT : value.isArray() ? ARRAY_WEIGHT : 0);
        if (weight > MOST_WEIGHT) {
            throw column.trap(
                    "JSON of more than 65 objects or 193 arrays inside each other becomes NULL", "flatten it");
        }
        for (var member : value.properties()) {
            column.requireNoNul(member.getKey());
            member.setValue(kept(column, member.getValue(), weight));
        }
        if (value instanceof ArrayNode elements) {
            for (int i = 0; i < elements.size(); i++) {
                elements.set(i, kept(column, elements.get(i), weight));
            }
        }
        column.requireNoNul(value.asText());
        return value.isNumber() ? number(column, value) : value;
    }

    private static JsonNode number(Column column, JsonNode value) throws RefusedException {
        if (value.isIntegralNumber()) {
            if (!value.canConvertToLong()) {
                throw column.trap("a whole number of more than 64 bits is rounded", "send it as a text");
            }
            return value;
        }
        double number = value.doubleValue();
        if (Double.isInfinite(number)) {
            throw column.trap("a number that no double holds becomes null", "send it as a text");
        }
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
        return DecimalNode.valueOf(new BigDecimal(number).setScale(whole ? 0 : 6, RoundingMode.HALF_EVEN));
    }
}
