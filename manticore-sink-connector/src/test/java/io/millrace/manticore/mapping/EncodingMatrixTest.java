package io.millrace.manticore.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.event.Column;
import io.millrace.event.Decimal;
import io.millrace.event.DurationValue;
import io.millrace.event.FloatVector;
import io.millrace.event.Geometry;
import io.millrace.event.ListValue;
import io.millrace.event.MapValue;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.manticore.Events;
import io.millrace.manticore.index.ColumnType;
import io.millrace.manticore.index.JsonBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every type of the source in every type of Manticore's: {@code encodings.txt} says what is sent. */
final class EncodingMatrixTest {
    private static final Map<String, ColumnType> TARGETS = targets();

    @Test
    void everyPairIsSentAsTheTableSays() throws IOException {
        StringBuilder actual = new StringBuilder();
        for (Type type : Type.values()) {
            if (type != Type.TYPE_UNSPECIFIED && type != Type.UNRECOGNIZED) {
                actual.append(type)
                        .append(", by default ")
                        .append(DefaultTypes.of(sample(type))
                                .map(ColumnType::toString)
                                .orElse("left out"))
                        .append('\n');
                TARGETS.forEach((name, target) ->
                        actual.append(String.format("  %-16s %s%n", name, encoded(sample(type), target))));
            }
        }
        assertThat(actual).hasToString(expected());
    }

    private static String encoded(Column value, ColumnType target) {
        ValueEncoder encoder = ValueEncoder.of(target);
        if (!encoder.takes(value.getType())) {
            return "-";
        }
        JsonBuffer out = new JsonBuffer();
        try {
            encoder.encode(value, out);
            return out.toString();
        } catch (UnfitValueException e) {
            return "refused: " + e.reason();
        }
    }

    private static String expected() throws IOException {
        try (InputStream file = EncodingMatrixTest.class.getResourceAsStream("/encodings.txt")) {
            return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, ColumnType> targets() {
        Map<String, ColumnType> targets = new LinkedHashMap<>();
        for (ColumnType type : List.of(
                ColumnType.TEXT,
                ColumnType.STRING,
                ColumnType.UINT,
                ColumnType.BIGINT,
                ColumnType.scaled(2),
                ColumnType.scaled(6),
                ColumnType.FLOAT,
                ColumnType.BOOL,
                ColumnType.TIMESTAMP,
                ColumnType.JSON,
                ColumnType.MULTI,
                ColumnType.MULTI64)) {
            targets.put(type.toString(), type);
        }
        targets.put("float_vector(3)", ColumnType.vector(3));
        return targets;
    }

    private static Column sample(Type type) {
        Column.Builder column = Events.column("c", type);
        return switch (type) {
            case BOOL -> column.setBoolValue(true).build();
            case INT8, INT16, INT32, INT64 -> column.setIntValue(-5).build();
            case UINT8, UINT16, UINT32, UINT64 -> column.setUintValue(200).build();
            case BITS -> column.setUintValue(5).build();
            case YEAR -> column.setIntValue(2024).build();
            case FLOAT -> column.setFloatValue(0.1f).build();
            case DOUBLE -> column.setDoubleValue(12345678.25).build();
            case DECIMAL -> column.setDecimalValue(decimal("19.90")).build();
            case STRING -> column.setStringValue("O'Neil \"x\"").build();
            case TEXT -> column.setStringValue("two\nlines").build();
            case ENUM -> column.setStringValue("red").build();
            case SET -> column.setStringValue("red,green").build();
            case JSON -> column.setStringValue("{\"a\": [1, 2.5, null]}").build();
            case UUID ->
                column.setStringValue("0b8e7f3c-0b5f-4d7a-9a3e-6f0c1d2e3f40").build();
            case INET -> column.setStringValue("10.0.0.1").build();
            case BYTES -> column.setBytesValue(ByteString.fromHex("00ff10")).build();
            case DATE -> column.setIntValue(19753).build();
            case TIME -> column.setIntValue(-3_661_500_000L).build();
            case TIME_OF_DAY -> column.setIntValue(43_200_000_000_001L).build();
            case DATETIME, TIMESTAMP ->
                column.setIntValue(1_706_659_200_123_456L).build();
            case GEOMETRY ->
                column.setGeometryValue(
                                Geometry.newBuilder().setWkb(point(13.4, 52.5)).setSrid(4326))
                        .build();
            case FLOAT_VECTOR ->
                column.setVectorValue(FloatVector.newBuilder().addAllValues(List.of(0.1f, 2f, -3.5f)))
                        .build();
            case LIST ->
                column.setListValue(ListValue.newBuilder()
                                .addElements(Events.int64("", 3))
                                .addElements(Events.int64("", 1)))
                        .build();
            case MAP ->
                column.setMapValue(MapValue.newBuilder()
                                .addEntries(MapValue.Entry.newBuilder()
                                        .setKey(Events.string("", "k"))
                                        .setValue(Events.nothing("", Type.INT64))))
                        .build();
            case STRUCT ->
                column.setStructValue(Row.newBuilder().addColumns(Events.int64("f", 1)))
                        .build();
            case DURATION ->
                column.setDurationValue(DurationValue.newBuilder()
                                .setMonths(1)
                                .setDays(2)
                                .setNanoseconds(3))
                        .build();
            case TYPE_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException(type.toString());
        };
    }

    static Decimal decimal(String text) {
        BigDecimal value = new BigDecimal(text);
        return Decimal.newBuilder()
                .setUnscaled(ByteString.copyFrom(value.unscaledValue().toByteArray()))
                .setScale(value.scale())
                .build();
    }

    private static ByteString point(double x, double y) {
        return ByteString.copyFrom(ByteBuffer.allocate(21)
                .put((byte) 0)
                .putInt(1)
                .putDouble(x)
                .putDouble(y)
                .array());
    }
}
