package io.millrace.manticore.mapping;

import static io.millrace.manticore.Events.decimal;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.event.Column;
import io.millrace.event.DurationValue;
import io.millrace.event.FloatVector;
import io.millrace.event.Geometry;
import io.millrace.event.ListValue;
import io.millrace.event.MapValue;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.manticore.Events;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.encoding.UnfitValueException;
import io.millrace.manticore.encoding.ValueEncoder;
import io.millrace.manticore.rules.TableMapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Every type of the source in every type in Manticore; {@code encodings.txt} lists what is sent. */
final class EncodingMatrixTest {
    private static final Map<String, ValueEncoder> TARGETS = targets();

    @Test
    void everyPairIsSentAsTheTableSays() throws IOException {
        StringBuilder actual = new StringBuilder();
        for (Type type : Type.values()) {
            if (type != Type.TYPE_UNSPECIFIED && type != Type.UNRECOGNIZED) {
                actual.append(type)
                        .append(", by default ")
                        .append(DefaultTypes.of(samples(type).get(0), false)
                                .map(ManticoreType::toString)
                                .orElse("left out"))
                        .append('\n');
                TARGETS.forEach((name, encoder) -> actual.append(String.format(
                        "  %-16s %s%n",
                        name,
                        samples(type).stream()
                                .map(sample -> encoded(sample, encoder))
                                .distinct()
                                .collect(joining(" | ")))));
            }
        }
        assertThat(actual).hasToString(expected());
    }

    /** "named" marks what is sent only when the mapping names the type. */
    private static String encoded(Column value, ValueEncoder encoder) {
        if (!encoder.converts(value.getType())) {
            return "-";
        }
        String named = encoder.takes(value.getType()) ? "" : "named: ";
        JsonBuffer out = new JsonBuffer();
        try {
            encoder.encode(new ProtobufValue(value), out);
            return named + out;
        } catch (UnfitValueException e) {
            return named + "refused: " + e.reason().replaceAll("[;,].*", "");
        }
    }

    private static String expected() throws IOException {
        try (InputStream file = EncodingMatrixTest.class.getResourceAsStream("/encodings.txt")) {
            return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, ValueEncoder> targets() {
        Map<String, ValueEncoder> targets = new LinkedHashMap<>();
        for (ManticoreType type : List.of(
                ManticoreType.TEXT,
                ManticoreType.STRING,
                ManticoreType.UINT,
                ManticoreType.BIGINT,
                ManticoreType.scaled(2),
                ManticoreType.scaled(3),
                ManticoreType.scaled(6),
                ManticoreType.FLOAT,
                ManticoreType.BOOL,
                ManticoreType.TIMESTAMP,
                ManticoreType.JSON,
                ManticoreType.MULTI,
                ManticoreType.MULTI64)) {
            targets.put(type.toString(), ValueEncoder.of(type));
        }
        targets.put("float_vector(3)", ValueEncoder.of(ManticoreType.vector(3)));
        for (TableMapping.Form form :
                List.of(TableMapping.Form.BASE64, TableMapping.Form.LATITUDE, TableMapping.Form.LONGITUDE)) {
            targets.put(form.name().toLowerCase(Locale.ROOT), ValueEncoder.of(ManticoreType.STRING, form));
        }
        return targets;
    }

    /** An ordinary value, and those at the ends of the type. */
    private static List<Column> samples(Type type) {
        return switch (type) {
            case BOOL -> each(type, Column.Builder::setBoolValue, true, false);
            case INT8 -> each(type, Column.Builder::setIntValue, 0L, -128L, 127L);
            case INT16 -> each(type, Column.Builder::setIntValue, 0L, -32_768L, 32_767L);
            case INT32 -> each(type, Column.Builder::setIntValue, 0L, -2_147_483_648L, 2_147_483_647L);
            case INT64 -> each(type, Column.Builder::setIntValue, 0L, Long.MIN_VALUE, Long.MAX_VALUE);
            case UINT8 -> each(type, Column.Builder::setUintValue, 0L, 255L);
            case UINT16 -> each(type, Column.Builder::setUintValue, 0L, 65_535L);
            case UINT32 -> each(type, Column.Builder::setUintValue, 0L, 4_294_967_295L);
            case UINT64 -> each(type, Column.Builder::setUintValue, 0L, Long.MAX_VALUE, Long.MIN_VALUE, -1L);
            case BITS -> each(type, Column.Builder::setUintValue, 5L, -1L);
            case YEAR -> each(type, Column.Builder::setIntValue, 2024L, 0L, 1901L, 2155L);
            case FLOAT ->
                each(type, Column.Builder::setFloatValue, 0.1f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN);
            case DOUBLE ->
                each(
                        type,
                        Column.Builder::setDoubleValue,
                        12345678.25,
                        -0.0,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        Double.NEGATIVE_INFINITY);
            case DECIMAL ->
                each(
                        type,
                        Column.Builder::setDecimalValue,
                        decimal("19.90"),
                        decimal("-0.000001"),
                        decimal("12"),
                        decimal("9".repeat(65)),
                        decimal("-" + "9".repeat(65)));
            case STRING, TEXT -> each(type, Column.Builder::setStringValue, "two\n\"lines\"", "", "-12", "a\0b");
            case ENUM -> each(type, Column.Builder::setStringValue, "red", "");
            case SET -> each(type, Column.Builder::setStringValue, "red,green", "", "7,3");
            case JSON ->
                each(
                        type,
                        Column.Builder::setStringValue,
                        "{\"a\": [1, 2.5, null]}",
                        "[3, 1, 4294967296]",
                        "[0.5, -2, 1e3]",
                        "[]",
                        "7",
                        "\"text\"",
                        "true",
                        "18446744073709551615",
                        "[18446744073709551615]",
                        "{\"\\u0000\":\"a\\u0000b\"}",
                        "null");
            case UUID -> each(type, Column.Builder::setStringValue, "0b8e7f3c-0b5f-4d7a-9a3e-6f0c1d2e3f40");
            case INET -> each(type, Column.Builder::setStringValue, "10.0.0.1", "::1");
            case BYTES -> each(type, Column.Builder::setBytesValue, ByteString.fromHex("00ff10"), ByteString.EMPTY);
            // The years 1, 1970, 2106 and 9999.
            case DATE -> each(type, Column.Builder::setIntValue, 19_753L, -719_162L, -1L, 0L, 49_710L, 2_932_896L);
            case TIME -> each(type, Column.Builder::setIntValue, -3_661_500_000L, 0L, 3_020_399_999_999L);
            case TIME_OF_DAY -> each(type, Column.Builder::setIntValue, 43_200_000_000_001L, 0L, 86_399_999_999_999L);
            case DATETIME, TIMESTAMP ->
                each(
                        type,
                        Column.Builder::setIntValue,
                        1_706_659_200_123_456L,
                        -62_135_596_800_000_000L,
                        -1L,
                        0L,
                        4_294_967_295_999_999L,
                        4_294_967_296_000_000L,
                        253_402_300_799_999_999L);
            case GEOMETRY ->
                each(
                        type,
                        Column.Builder::setGeometryValue,
                        Geometry.newBuilder()
                                .setWkb(point(13.4, 52.5))
                                .setSrid(4326)
                                .build(),
                        Geometry.newBuilder()
                                .setWkb(ByteString.fromHex("000000000700000000"))
                                .build());
            case FLOAT_VECTOR ->
                each(
                        type,
                        Column.Builder::setVectorValue,
                        FloatVector.newBuilder()
                                .addAllValues(List.of(0.1f, 2f, -3.5f))
                                .build(),
                        FloatVector.newBuilder().addAllValues(List.of(0.1f, 2f)).build(),
                        FloatVector.newBuilder()
                                .addAllValues(List.of(0.1f, 2f, 3f, 4f))
                                .build(),
                        FloatVector.newBuilder()
                                .addAllValues(List.of(0.1f, 2f, Float.POSITIVE_INFINITY))
                                .build());
            case LIST ->
                each(
                        type,
                        Column.Builder::setListValue,
                        list(3, 1, 1),
                        list(),
                        list(-1, 4_294_967_296L, Long.MAX_VALUE));
            case MAP ->
                each(
                        type,
                        Column.Builder::setMapValue,
                        MapValue.newBuilder()
                                .addEntries(MapValue.Entry.newBuilder()
                                        .setKey(Events.string("", "k"))
                                        .setValue(Events.nothing("", Type.INT64)))
                                .build(),
                        MapValue.getDefaultInstance());
            case STRUCT ->
                each(
                        type,
                        Column.Builder::setStructValue,
                        Row.newBuilder().addColumns(Events.int64("f", 1)).build());
            case DURATION ->
                each(
                        type,
                        Column.Builder::setDurationValue,
                        DurationValue.newBuilder()
                                .setMonths(1)
                                .setDays(2)
                                .setNanoseconds(3)
                                .build());
            case TYPE_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException(type.toString());
        };
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T> List<Column> each(Type type, BiConsumer<Column.Builder, T> setter, T... values) {
        return Arrays.stream(values)
                .map(value -> {
                    Column.Builder column = Events.column("c", type);
                    setter.accept(column, value);
                    return column.build();
                })
                .toList();
    }

    private static ListValue list(long... values) {
        ListValue.Builder list = ListValue.newBuilder();
        Arrays.stream(values).forEach(value -> list.addElements(Events.int64("", value)));
        return list.build();
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
