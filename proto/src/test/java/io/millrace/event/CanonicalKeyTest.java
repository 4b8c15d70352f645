package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Cases A4 and A21. What is in the golden file is for good: it decides where rows are and which document they have. */
class CanonicalKeyTest {
    private static final Path GOLDEN = Path.of("src/test/resources/keys.txt");

    @Test
    void theFormAndTheHashOfEveryTypeAreThoseThatArePinned() throws IOException {
        String actual = keys().entrySet().stream()
                .map(key -> "%s\t%08x\t%s%n"
                        .formatted(
                                key.getKey(),
                                Partitioner.murmur2(CanonicalKey.bytes(key.getValue())),
                                CanonicalKey.text(key.getValue())))
                .collect(Collectors.joining());

        assertThat(actual).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void equalNumbersOfAnyTypeHaveOneForm() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            int number = random.nextInt(1 << 24);
            assertThat(List.of(
                            key(Type.INT32, number),
                            key(Type.INT64, (long) number),
                            key(Type.UINT32, number),
                            key(Type.UINT64, number),
                            key(Type.FLOAT, (float) number),
                            key(Type.DOUBLE, (double) number),
                            key(Type.DECIMAL, BigDecimal.valueOf(number).setScale(4)),
                            key(Type.DECIMAL, BigDecimal.valueOf(number).stripTrailingZeros())))
                    .as("seed %d", seed)
                    .allSatisfy(key -> assertThat(CanonicalKey.text(key)).isEqualTo("[" + number + "]"));
        }
    }

    @Test
    void theFormOfAFractionGivesTheNumberAgain() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            float single = Float.intBitsToFloat(random.nextInt());
            if (Double.isFinite(number) && Float.isFinite(single)) {
                assertThat(Double.parseDouble(number(key(Type.DOUBLE, number))))
                        .as("seed %d", seed)
                        .isEqualTo(number);
                assertThat(Float.parseFloat(number(key(Type.FLOAT, single))))
                        .as("seed %d", seed)
                        .isEqualTo(single);
            }
        }
    }

    @Test
    void nameOfAColumnDoesNotCount() {
        Row before = RowBuilder.of().int32("id", 7).string("code", "DE").build();
        Row after = RowBuilder.of().int64("number", 7).text("country", "DE").build();

        assertThat(CanonicalKey.bytes(after)).isEqualTo(CanonicalKey.bytes(before));
        assertThat(Partitioner.partition(after, 1000)).isEqualTo(Partitioner.partition(before, 1000));
    }

    @Test
    void textsThatLookAlikeAreToldApart() {
        List<Row> keys = List.of(
                RowBuilder.of().string("a", "x\",\"y").build(),
                RowBuilder.of().string("a", "x").string("b", "y").build(),
                RowBuilder.of().string("a", "7").build(),
                RowBuilder.of().int32("a", 7).build(),
                RowBuilder.of().string("a", "").build(),
                RowBuilder.of().nullOf("a", Type.STRING).build(),
                RowBuilder.of().string("a", "null").build());

        assertThat(keys.stream().map(CanonicalKey::text)).doesNotHaveDuplicates();
    }

    private static String number(Row key) {
        String text = CanonicalKey.text(key);
        return text.substring(1, text.length() - 1);
    }

    private static Row key(Type type, Object value) {
        return RowBuilder.of().value("id", type, value).build();
    }

    /** In the file's order. */
    static Map<String, Row> keys() throws UnknownHostException {
        Map<String, Row> keys = new LinkedHashMap<>();
        keys.put("bool true", key(Type.BOOL, true));
        keys.put("bool false", key(Type.BOOL, false));
        keys.put("int8 -5", key(Type.INT8, -5));
        keys.put("int16 5", key(Type.INT16, 5));
        keys.put("int32 5", key(Type.INT32, 5));
        keys.put("int64 5", key(Type.INT64, 5L));
        keys.put("int64 minimum", key(Type.INT64, Long.MIN_VALUE));
        keys.put("uint8 5", key(Type.UINT8, 5));
        keys.put("uint16 5", key(Type.UINT16, 5));
        keys.put("uint32 5", key(Type.UINT32, 5));
        keys.put("uint64 5", key(Type.UINT64, 5));
        keys.put("uint64 maximum", key(Type.UINT64, BigInteger.TWO.pow(64).subtract(BigInteger.ONE)));
        keys.put("bits 5", key(Type.BITS, 5));
        keys.put("year 2026", key(Type.YEAR, 2026));
        keys.put("decimal 5.00", key(Type.DECIMAL, new BigDecimal("5.00")));
        keys.put("decimal 500", key(Type.DECIMAL, new BigDecimal("500")));
        keys.put("decimal -0.0120", key(Type.DECIMAL, new BigDecimal("-0.0120")));
        keys.put("decimal 0.00", key(Type.DECIMAL, new BigDecimal("0.00")));
        keys.put("float 0.1", key(Type.FLOAT, 0.1f));
        keys.put("float 5", key(Type.FLOAT, 5f));
        keys.put("double 0.1", key(Type.DOUBLE, 0.1));
        keys.put("double 5", key(Type.DOUBLE, 5.0));
        keys.put("double -0", key(Type.DOUBLE, -0.0));
        keys.put("double 1e23", key(Type.DOUBLE, 1e23));
        keys.put("double 2^-44", key(Type.DOUBLE, Math.scalb(1.0, -44)));
        keys.put("double NaN", key(Type.DOUBLE, Double.NaN));
        keys.put("string DE", key(Type.STRING, "DE"));
        keys.put("string escapes", key(Type.STRING, "a\"b\\c\n\r\t\u0001/\u007f"));
        keys.put("string beyond ascii", key(Type.STRING, "Größe 年齢 😀"));
        keys.put("string empty", key(Type.STRING, ""));
        keys.put("string 5", key(Type.STRING, "5"));
        keys.put("text DE", key(Type.TEXT, "DE"));
        keys.put("enum DE", key(Type.ENUM, "DE"));
        keys.put("set a,b", key(Type.SET, List.of("a", "b")));
        keys.put("json", key(Type.JSON, "{\"a\": 1}"));
        keys.put("uuid", key(Type.UUID, UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e")));
        keys.put("inet", key(Type.INET, InetAddress.getByName("192.0.2.1")));
        keys.put("bytes", key(Type.BYTES, new byte[] {0, (byte) 0xff}));
        keys.put("bytes empty", key(Type.BYTES, new byte[0]));
        keys.put("date", key(Type.DATE, LocalDate.of(2026, 5, 1)));
        keys.put("time", key(Type.TIME, Duration.ofHours(-838).minusSeconds(5)));
        keys.put("time with fraction", key(Type.TIME, Duration.ofMillis(1500)));
        keys.put("time of day", key(Type.TIME_OF_DAY, LocalTime.of(1, 2, 3, 4)));
        keys.put("datetime", key(Type.DATETIME, LocalDateTime.of(2026, 5, 1, 12, 0)));
        keys.put("datetime with fraction", key(Type.DATETIME, LocalDateTime.of(2026, 5, 1, 12, 0, 1, 500_000_000)));
        keys.put("timestamp", key(Type.TIMESTAMP, Instant.parse("2026-05-01T12:00:00Z")));
        keys.put("timestamp with fraction", key(Type.TIMESTAMP, Instant.parse("2026-05-01T12:00:00.123456Z")));
        keys.put(
                "duration",
                key(
                        Type.DURATION,
                        DurationValue.newBuilder()
                                .setMonths(1)
                                .setDays(2)
                                .setNanoseconds(3)
                                .build()));
        keys.put("vector", key(Type.FLOAT_VECTOR, new float[] {1, 0.5f}));
        keys.put("list", key(Type.LIST, Columns.list(Type.INT32, List.of(1, 2))));
        keys.put("map", key(Type.MAP, Columns.map(Type.STRING, Type.INT32, Map.of("a", 1))));
        keys.put(
                "struct",
                key(
                        Type.STRUCT,
                        RowBuilder.of().int32("x", 1).nullOf("y", Type.STRING).build()));
        keys.put(
                "composite",
                RowBuilder.of().string("country", "DE").int32("no", 7).build());
        return keys;
    }
}
