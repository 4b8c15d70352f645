package io.millrace.manticore.encoding;

import static io.millrace.manticore.Events.column;
import static io.millrace.manticore.Events.decimal;
import static io.millrace.manticore.Events.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.event.Column;
import io.millrace.event.FloatVector;
import io.millrace.event.ListValue;
import io.millrace.event.Type;
import io.millrace.manticore.Events;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.mapping.ProtobufValue;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits of each type in Manticore; nothing beyond them is sent. */
final class EncodingLimitsTest {
    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource({"numbers", "fractions", "times", "texts", "jsons", "lists"})
    void valueIsSentExactlyOrRefused(ManticoreType target, Column value, String expected) {
        JsonBuffer out = new JsonBuffer();
        String actual;
        try {
            ValueEncoder.of(target).encode(new ProtobufValue(value), out);
            actual = out.toString();
        } catch (UnfitValueException e) {
            actual = e.reason();
        }
        assertThat(actual).startsWith(expected);
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                arguments(ManticoreType.UINT, signed(0), "0"),
                arguments(ManticoreType.UINT, signed(-1), "the number is not within 0..4294967295"),
                arguments(ManticoreType.UINT, signed(4294967295L), "4294967295"),
                arguments(ManticoreType.UINT, signed(4294967296L), "the number is not within"),
                arguments(ManticoreType.BIGINT, signed(Long.MIN_VALUE), "-9223372036854775808"),
                arguments(ManticoreType.BIGINT, signed(Long.MAX_VALUE), "9223372036854775807"),
                arguments(ManticoreType.BIGINT, signed(1_000_000_000_000_000_000L), "1000000000000000000"),
                arguments(ManticoreType.BIGINT, unsigned(Long.MAX_VALUE), "9223372036854775807"),
                arguments(ManticoreType.BIGINT, unsigned(Long.MIN_VALUE), "9223372036854775807"),
                arguments(ManticoreType.BIGINT, unsigned(-1), "9223372036854775807"),
                arguments(ManticoreType.scaled(2), unsigned(-1), "the number is above 2^63-1"),
                arguments(ManticoreType.UINT, unsigned(-1), "the number is above 2^63-1"),
                arguments(
                        ManticoreType.BIGINT,
                        column("c", Type.BITS).setUintValue(-2).build(),
                        "-2"),
                arguments(ManticoreType.STRING, unsigned(-1), "\"18446744073709551615\""),
                arguments(ManticoreType.BIGINT, text("c", "12"), "12"),
                arguments(ManticoreType.BIGINT, text("c", "12x"), "the text is not a number"),
                arguments(ManticoreType.BIGINT, text("c", "1.5"), "the number is not whole"),
                arguments(ManticoreType.BIGINT, text("c", "1e3"), "the text is not a number"),
                arguments(ManticoreType.BIGINT, text("c", "9223372036854775808"), "the number is too large"),
                arguments(ManticoreType.BOOL, signed(1), "true"),
                arguments(ManticoreType.BOOL, signed(2), "the number is neither 0 nor 1"));
    }

    static Stream<Arguments> fractions() {
        return Stream.of(
                arguments(ManticoreType.BIGINT, decimalColumn("9223372036854775808"), "9223372036854775807"),
                arguments(ManticoreType.BIGINT, decimalColumn("-1E+60"), "-9223372036854775808"),
                arguments(ManticoreType.BIGINT, decimalColumn("0.5"), "the number is not whole"),
                arguments(ManticoreType.UINT, decimalColumn("4294967295"), "4294967295"),
                arguments(ManticoreType.scaled(2), decimalColumn("-0.01"), "-1"),
                arguments(ManticoreType.scaled(2), decimalColumn("0.001"), "the number has more than 2 digits"),
                arguments(ManticoreType.scaled(2), decimalColumn("0.100"), "10"),
                arguments(ManticoreType.scaled(2), decimalColumn("92233720368547758.07"), "9223372036854775807"),
                arguments(ManticoreType.scaled(2), decimalColumn("92233720368547758.08"), "the number is too large"),
                arguments(
                        ManticoreType.STRING,
                        decimalColumn("123456789012345678901234567890.10"),
                        "\"123456789012345678901234567890.10\""),
                arguments(ManticoreType.STRING, decimalColumn("0.00000000001"), "\"0.00000000001\""),
                arguments(ManticoreType.STRING, real(0.1), "\"0.1\""),
                arguments(ManticoreType.STRING, real(100), "\"100\""),
                arguments(ManticoreType.STRING, real(1e300), "\"1.0E300\""),
                arguments(ManticoreType.STRING, real(5e-324), "\"4.9E-324\""),
                arguments(ManticoreType.scaled(3), real(Double.NaN), "the number is infinite or not a number"),
                arguments(ManticoreType.FLOAT, real(1e39), "3.4028235E38"),
                arguments(ManticoreType.FLOAT, real(Double.NEGATIVE_INFINITY), "-3.4028235E38"),
                arguments(ManticoreType.FLOAT, real(Double.NaN), "0.0"),
                arguments(ManticoreType.FLOAT, decimalColumn("19.99"), "19.99"),
                arguments(ManticoreType.FLOAT, decimalColumn("12345678.91"), "1.2345679E7"),
                arguments(ManticoreType.FLOAT, decimalColumn("-1E+2000000000"), "-3.4028235E38"),
                arguments(ManticoreType.FLOAT, decimalColumn("1E-2000000000"), "0.0"),
                arguments(
                        ManticoreType.FLOAT,
                        column("c", Type.FLOAT).setFloatValue(1e38f).build(),
                        "1.0E38"),
                arguments(ManticoreType.JSON, real(Double.POSITIVE_INFINITY), "[null]"),
                arguments(ManticoreType.JSON, decimalColumn("0.12345678901234567890"), "[0.12345678901234568]"),
                arguments(ManticoreType.JSON, decimalColumn("1E+2000000000"), "[null]"));
    }

    static Stream<Arguments> times() {
        return Stream.of(
                arguments(ManticoreType.TIMESTAMP, time(Type.DATETIME, 0), "0"),
                arguments(ManticoreType.TIMESTAMP, time(Type.DATETIME, 1_999_999), "1"),
                arguments(ManticoreType.TIMESTAMP, time(Type.DATETIME, -1), "the time is before 1970"),
                arguments(ManticoreType.TIMESTAMP, time(Type.TIMESTAMP, 4294967295_999_999L), "4294967295"),
                arguments(
                        ManticoreType.TIMESTAMP,
                        time(Type.TIMESTAMP, 4294967296_000_000L),
                        "the time is before 1970 or after 2106"),
                arguments(ManticoreType.TIMESTAMP, time(Type.DATE, -1), "the time is before 1970"),
                arguments(ManticoreType.BIGINT, time(Type.DATE, -1), "-86400"),
                arguments(ManticoreType.BIGINT, time(Type.DATETIME, -1), "-1"),
                arguments(ManticoreType.scaled(6), time(Type.DATETIME, -1), "-1"),
                arguments(ManticoreType.scaled(3), time(Type.DATETIME, 1_234_567), "1234"),
                arguments(ManticoreType.BIGINT, time(Type.DATETIME, -62135596800_000_000L), "-62135596800"),
                arguments(ManticoreType.BIGINT, time(Type.DATETIME, 253402300799_999_999L), "253402300799"),
                arguments(ManticoreType.BIGINT, time(Type.DATE, Integer.MAX_VALUE), "185542587100800"),
                arguments(ManticoreType.BIGINT, time(Type.DATE, Integer.MIN_VALUE), "-185542587187200"),
                arguments(ManticoreType.scaled(6), time(Type.DATE, Integer.MAX_VALUE), "the date is too far away"),
                arguments(ManticoreType.STRING, time(Type.DATETIME, -1), "\"1969-12-31 23:59:59.999999\""),
                arguments(ManticoreType.STRING, time(Type.DATE, 2932896), "\"9999-12-31\""),
                arguments(ManticoreType.STRING, time(Type.TIME, -3020399_000_000L), "\"-838:59:59\""));
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                arguments(ManticoreType.TEXT, text("c", ""), "\"\""),
                arguments(ManticoreType.TEXT, text("c", "ünï ☃ 𝄞"), "\"ünï ☃ 𝄞\""),
                arguments(ManticoreType.TEXT, text("c", "\t\u001f\u007f\\"), "\"\\t\\u001f\u007f\\\\\""),
                arguments(ManticoreType.TEXT, text("c", "a\0b"), "\"a␀b\""),
                arguments(ManticoreType.STRING, text("c", "x".repeat(4_194_303)), "\"xxx"),
                arguments(
                        ManticoreType.STRING,
                        text("c", "x".repeat(4_194_304)),
                        "the text is longer than 4194303 bytes"),
                arguments(ManticoreType.STRING, text("c", "\n".repeat(4_194_303)), "\"\\n"),
                arguments(
                        ManticoreType.STRING,
                        text("c", "ü".repeat(2_097_152)),
                        "the text is longer than 4194303 bytes"),
                arguments(ManticoreType.TEXT, text("c", "x".repeat(5_000_000)), "\"xxx"));
    }

    static Stream<Arguments> jsons() {
        return Stream.of(
                arguments(
                        ManticoreType.JSON,
                        json(" { \"a\" : [ 1 , -2.5e3 , \"x\" , null , true ] } \n"),
                        "{\"a\":[1,-2.5e3,\"x\",null,true]}"),
                arguments(ManticoreType.JSON, json("{\n\"a\":\n1}"), "{\"a\":1}"),
                arguments(ManticoreType.JSON, json("[]"), "[]"),
                arguments(ManticoreType.JSON, json("{}"), "{}"),
                arguments(ManticoreType.JSON, json("null"), "null"),
                arguments(ManticoreType.JSON, json("5"), "[5]"),
                arguments(ManticoreType.JSON, json("\"text\""), "[\"text\"]"),
                arguments(ManticoreType.JSON, json(" true "), "[true]"),
                arguments(ManticoreType.JSON, json("not json"), "the text is not valid JSON"),
                arguments(ManticoreType.JSON, json(""), "the text is not valid JSON"),
                arguments(ManticoreType.JSON, json("{\"a\":}"), "the text is not valid JSON at character 5"),
                arguments(ManticoreType.JSON, json("{\"a\":1}x"), "the text is not valid JSON"),
                arguments(ManticoreType.JSON, json("[1,]"), "the text is not valid JSON"),
                arguments(ManticoreType.JSON, json("[01]"), "the text is not valid JSON"),
                arguments(ManticoreType.JSON, json("[1"), "the text is not valid JSON"),
                arguments(ManticoreType.JSON, json("[\"a\nb\"]"), "the text is not valid JSON"),
                arguments(ManticoreType.JSON, json("{\"\\u0000\":\"a\\u0000\"}"), "{\"␀\":\"a␀\"}"),
                arguments(ManticoreType.JSON, json("[\"\\ud834\\udd1e\"]"), "[\"𝄞\"]"),
                arguments(ManticoreType.JSON, json("[\"\\ud834\"]"), "the JSON has half of a surrogate pair"),
                arguments(ManticoreType.JSON, json("[9223372036854775807]"), "[9223372036854775807]"),
                arguments(ManticoreType.JSON, json("[9223372036854775808]"), "[9.223372036854776E18]"),
                arguments(ManticoreType.JSON, json("[1e400]"), "the JSON has a number that is too large"),
                arguments(ManticoreType.JSON, json("[".repeat(64) + "]".repeat(64)), "[[["),
                arguments(ManticoreType.JSON, json("[".repeat(65) + "]".repeat(65)), "[\"[[["),
                arguments(ManticoreType.JSON, json("{\"a\":".repeat(100) + "1" + "}".repeat(100)), "[\"{\\\"a\\\":{"),
                arguments(ManticoreType.JSON, json("[\"" + "x".repeat(2_097_000) + "\"]"), "[\"xxx"),
                arguments(ManticoreType.JSON, json("[\"" + "ü".repeat(1_048_000) + "\"]"), "[\"üüü"),
                arguments(ManticoreType.JSON, json("[\"" + "☃".repeat(699_000) + "\"]"), "[\"☃☃☃"),
                arguments(ManticoreType.JSON, json("[\"" + "☃".repeat(700_000) + "\"]"), "the JSON may take more than"),
                arguments(ManticoreType.JSON, json("[\"" + "𝄞".repeat(524_000) + "\"]"), "[\"𝄞𝄞"),
                arguments(
                        ManticoreType.JSON, json("[\"" + "𝄞".repeat(525_000) + "\"]"), "the JSON may take more than"),
                arguments(
                        ManticoreType.JSON, json("[\"" + "x".repeat(2_100_000) + "\"]"), "the JSON may take more than"),
                arguments(ManticoreType.JSON, json("[" + "1,".repeat(200_000) + "1]"), "[1,1,1"),
                arguments(ManticoreType.JSON, json("[" + "1,".repeat(240_000) + "1]"), "the JSON may take more than"));
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                arguments(ManticoreType.MULTI, list(3, 1, 4294967295L), "[3,1,4294967295]"),
                arguments(ManticoreType.MULTI, list(-1), "the number is not within 0..4294967295"),
                arguments(ManticoreType.MULTI, list(4294967296L), "the number is not within"),
                arguments(ManticoreType.MULTI64, list(-1, Long.MIN_VALUE), "[-1,-9223372036854775808]"),
                arguments(ManticoreType.MULTI64, list(Long.MAX_VALUE - 1), "[9223372036854775806]"),
                arguments(ManticoreType.MULTI64, list(Long.MAX_VALUE), "the number is not within"),
                arguments(
                        ManticoreType.MULTI,
                        column("c", Type.LIST)
                                .setListValue(ListValue.newBuilder().addElements(Events.nothing("", Type.INT64)))
                                .build(),
                        "a INT64 is no whole number"),
                arguments(ManticoreType.vector(3), vector(1f, 2f), "the vector has 2 dimensions and the column has 3"),
                arguments(ManticoreType.vector(2), vector(1f, Float.NaN), "[]"),
                arguments(
                        ManticoreType.vector(3),
                        vector(1f, 2f).toBuilder().setSize(3).build(),
                        "[]"),
                arguments(
                        ManticoreType.vector(3),
                        vector(1f, 2f).toBuilder().setSize(4).build(),
                        "the vector has 2 dimensions"),
                arguments(ManticoreType.vector(0), vector(1f, 2f), "[1.0,2.0]"),
                arguments(
                        ManticoreType.JSON,
                        column("c", Type.SET).setStringValue("").build(),
                        "[]"));
    }

    private static Column signed(long value) {
        return Events.int64("c", value);
    }

    private static Column unsigned(long value) {
        return column("c", Type.UINT64).setUintValue(value).build();
    }

    private static Column real(double value) {
        return column("c", Type.DOUBLE).setDoubleValue(value).build();
    }

    private static Column decimalColumn(String value) {
        return column("c", Type.DECIMAL).setDecimalValue(decimal(value)).build();
    }

    private static Column time(Type type, long value) {
        return column("c", type).setIntValue(value).build();
    }

    private static Column json(String value) {
        return column("c", Type.JSON).setStringValue(value).build();
    }

    private static Column vector(Float... values) {
        return column("c", Type.FLOAT_VECTOR)
                .setVectorValue(FloatVector.newBuilder().addAllValues(List.of(values)))
                .build();
    }

    private static Column list(long... values) {
        ListValue.Builder list = ListValue.newBuilder();
        for (long value : values) {
            list.addElements(Events.int64("", value));
        }
        return column("c", Type.LIST).setListValue(list).build();
    }
}
