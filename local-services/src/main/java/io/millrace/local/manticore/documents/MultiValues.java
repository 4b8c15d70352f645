package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/** Arrays of numbers, read up to the first element that is none. */
final class MultiValues {
    private MultiValues() {}

    /** The numbers, ascending and without repeats; empty when there is the one number that Manticore does not take. */
    static Optional<byte[]> sorted(Column column, JsonValue array) {
        boolean wide = column.type() == ColumnType.MULTI64;
        LongStream.Builder values = LongStream.builder();
        for (JsonValue.Elements elements = array.elements();
                elements.next() && elements.value().isNumber(); ) {
            JsonValue element = elements.value();
            long value = element.isInteger() ? element.asLong() : (long) (float) element.asDouble();
            if (wide && value == Long.MAX_VALUE) {
                return Optional.empty();
            }
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
        return Optional.of(bytes.array());
    }

    static byte[] vector(Column column, JsonValue array) throws RefusedException {
        ByteBuffer components = ByteBuffer.allocate(Float.BYTES * 16);
        for (JsonValue.Elements elements = array.elements();
                elements.next() && elements.value().isNumber(); ) {
            if (!components.hasRemaining()) {
                components = ByteBuffer.allocate(components.capacity() * 2).put(components.flip());
            }
            components.putFloat((float) elements.value().asDouble());
        }
        int count = components.position() / Float.BYTES;
        Optional<Integer> dimensions = column.dimensions();
        if (count > 0 && dimensions.isPresent() && dimensions.get() != count) {
            throw RefusedException.conflict("KNN error: data has " + count + " values, index '" + column.name()
                    + "' needs " + dimensions.get() + " values");
        }
        return Arrays.copyOf(components.array(), components.position());
    }
}
