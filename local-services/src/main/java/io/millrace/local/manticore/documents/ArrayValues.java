package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import io.millrace.local.manticore.storage.Vectors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Arrays. One that begins with a number, or has nothing in it, is a list of numbers up to the first element that is
 * none; one that begins with an array is a list of vectors; any other is taken for JSON text.
 */
final class ArrayValues {
    private ArrayValues() {}

    /** Whether the value is a list of numbers, or of vectors. */
    static boolean isNumbers(JsonValue value) {
        if (!value.isArray()) {
            return false;
        }
        JsonValue.Elements elements = value.elements();
        return !elements.next() || elements.value().isArray() || isNumber(elements.value());
    }

    /** Whether the value is a list of vectors. */
    static boolean isNested(JsonValue value) {
        if (!value.isArray()) {
            return false;
        }
        JsonValue.Elements elements = value.elements();
        return elements.next() && elements.value().isArray();
    }

    /** @throws RefusedException for a list of vectors with anything else in it, whatever its column */
    static void check(String field, JsonValue value) throws RefusedException {
        if (!isNested(value)) {
            return;
        }
        for (JsonValue.Elements vectors = value.elements(); vectors.next(); ) {
            if (!vectors.value().isArray()) {
                throw RefusedException.malformed(
                        "field '" + field + "': mixed nested and scalar elements in a vector array");
            }
            for (JsonValue.Elements elements = vectors.value().elements(); elements.next(); ) {
                if (!isNumber(elements.value())) {
                    throw RefusedException.malformed("field '" + field + "': vector elements should be numeric");
                }
            }
        }
    }

    /** The numbers, ascending and without repeats. */
    static byte[] sorted(Column column, JsonValue array) {
        boolean wide = column.type() == ColumnType.MULTI64;
        LongStream.Builder values = LongStream.builder();
        for (JsonValue.Elements elements = array.elements(); elements.next() && isNumber(elements.value()); ) {
            JsonValue element = elements.value();
            long value = element.isInteger() ? element.asLong() : (long) (float) element.asDouble();
            values.add(wide ? value : value & 0xffff_ffffL);
        }
        long[] distinct = values.build().sorted().distinct().toArray();
        ByteBuffer bytes = ByteBuffer.allocate(distinct.length * (wide ? Long.BYTES : Integer.BYTES));
        for (long value : distinct) {
            if (wide) {
                bytes.putLong(value);
            } else {
                bytes.putInt((int) value);
            }
        }
        return bytes.array();
    }

    /** Vectors that are compared by their direction are kept with length 1. */
    static byte[] vector(Column column, JsonValue array) throws RefusedException {
        float[] vector = new float[16];
        int count = 0;
        for (JsonValue.Elements elements = array.elements(); elements.next() && isNumber(elements.value()); count++) {
            if (count == vector.length) {
                vector = Arrays.copyOf(vector, count * 2);
            }
            vector[count] = (float) elements.value().asDouble();
        }
        Optional<Integer> dimensions = column.dimensions();
        if (count > 0 && dimensions.isPresent() && dimensions.get() != count) {
            throw RefusedException.conflict("KNN error: data has " + count + " values, index '" + column.name()
                    + "' needs " + dimensions.get() + " values");
        }
        float[] components = Arrays.copyOf(vector, count);
        boolean direction = column.options().contains("'COSINE'");
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES);
        bytes.asFloatBuffer().put(direction ? Vectors.normalized(components) : components);
        return bytes.array();
    }

    /** Whether an element of an array counts as a number: from 2^63-1 on, whole numbers do not. */
    static boolean isNumber(JsonValue element) {
        return element.isNumber()
                && (!element.isInteger()
                        || element.isNegative()
                        || element.asLong() >= 0 && element.asLong() < Long.MAX_VALUE);
    }
}
