package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Case A4: Debezium's keys of every type have the form and the hash that are pinned for all parts of the pipeline. */
class KeyConverterTest {
    private static final Path GOLDEN = Path.of("../proto/src/test/resources/keys.txt");
    private static final long NOON_US = 1_777_636_800_000_000L;

    private final ChangeEventConverter keys = new ChangeEventConverter();
    private final Map<String, Struct> records = new HashMap<>();

    KeyConverterTest() {
        keys.configure(Map.of(), true);
        numbers();
        texts();
        times();
    }

    @Test
    void everyKeyIsInItsCanonicalForm() throws IOException {
        Map<String, String[]> golden = new HashMap<>();
        for (String line : Files.readAllLines(GOLDEN)) {
            golden.put(line.substring(0, line.indexOf('\t')), line.split("\t", 3));
        }
        assertThat(records).isNotEmpty();
        records.forEach((name, key) -> {
            byte[] bytes = Objects.requireNonNull(keys.fromConnectData("topic", key.schema(), key));
            // A value may come in several forms.
            String[] pinned = Objects.requireNonNull(golden.get(name.split(" as ")[0]), name);
            assertThat(new String(bytes, StandardCharsets.UTF_8)).as(name).isEqualTo(pinned[2]);
            assertThat(Utils.murmur2(bytes)).as(name).isEqualTo(Integer.parseUnsignedInt(pinned[1], 16));
        });
    }

    /** A FLOAT of the binlog, against the same one as a snapshot has it. */
    @ParameterizedTest
    @CsvSource({
        "1.2345678, 1.23457",
        "16777215, 16777200",
        "1234565, 1234560",
        "-3.4028235e38, -3.40282e38",
        "1.17549435e-38, 1.17549e-38",
        "1.4e-45, 1.4013e-45",
        "1.5, 1.5"
    })
    void aFloatHasTheSixDigitsThatMySqlPrints(float ofBinlog, float ofSnapshot) {
        add("binlog", Schema.FLOAT32_SCHEMA, ofBinlog);
        add("snapshot", Schema.FLOAT32_SCHEMA, ofSnapshot);

        assertThat(text("binlog")).isEqualTo(text("snapshot"));
    }

    private String text(String name) {
        Struct key = Objects.requireNonNull(records.get(name));
        return new String(
                Objects.requireNonNull(keys.fromConnectData("topic", key.schema(), key)), StandardCharsets.UTF_8);
    }

    private void numbers() {
        add("bool true", Schema.BOOLEAN_SCHEMA, true);
        add("bool false", Schema.BOOLEAN_SCHEMA, false);
        add("int8 -5", Schema.INT16_SCHEMA, (short) -5);
        add("int16 5", Schema.INT16_SCHEMA, (short) 5);
        add("int32 5", Schema.INT32_SCHEMA, 5);
        add("int64 5", Schema.INT64_SCHEMA, 5L);
        add("int64 minimum", Schema.INT64_SCHEMA, Long.MIN_VALUE);
        add("uint8 5", Schema.INT16_SCHEMA, (short) 5);
        add("uint16 5", Schema.INT32_SCHEMA, 5);
        add("uint32 5", Schema.INT64_SCHEMA, 5L);
        Schema unsigned =
                Decimal.builder(0).parameter("connect.decimal.precision", "20").build();
        add("uint64 5", unsigned, new BigDecimal(5));
        add("uint64 maximum", unsigned, new BigDecimal("18446744073709551615"));
        add("bits 5", named(SchemaBuilder.bytes(), "io.debezium.data.Bits"), new byte[] {5, 0});
        add("year 2026", named(SchemaBuilder.int32(), "io.debezium.time.Year"), 2026);
        add("decimal 5.00", Decimal.schema(2), new BigDecimal("5.00"));
        add("decimal 5.00 as text", declared("DECIMAL"), "5.00");
        add("decimal 500", Decimal.schema(0), new BigDecimal("500"));
        add("decimal -0.0120", Decimal.schema(4), new BigDecimal("-0.0120"));
        add("decimal 0.00", Decimal.schema(2), new BigDecimal("0.00"));
        add("float 0.1", Schema.FLOAT32_SCHEMA, 0.1f);
        add("float 5", Schema.FLOAT32_SCHEMA, 5f);
        add("double 0.1", Schema.FLOAT64_SCHEMA, 0.1);
        add("double 5", Schema.FLOAT64_SCHEMA, 5.0);
        add("double -0", Schema.FLOAT64_SCHEMA, -0.0);
        add("double 1e23", Schema.FLOAT64_SCHEMA, 1e23);
    }

    private void texts() {
        add("string DE", Schema.STRING_SCHEMA, "DE");
        add("string escapes", Schema.STRING_SCHEMA, "a\"b\\c\n\r\t\u0001/\u007f");
        add("string beyond ascii", Schema.STRING_SCHEMA, "Größe 年齢 😀");
        add("string empty", Schema.STRING_SCHEMA, "");
        add("string 5", Schema.STRING_SCHEMA, "5");
        add("text DE", declared("TEXT"), "DE");
        add("enum DE", named(SchemaBuilder.string(), "io.debezium.data.Enum"), "DE");
        add("set a,b", named(SchemaBuilder.string(), "io.debezium.data.EnumSet"), "a,b");
        add("json", named(SchemaBuilder.string(), "io.debezium.data.Json"), "{\"a\": 1}");
        add("uuid", Schema.STRING_SCHEMA, "0f8fad5b-d9cb-469f-a165-70867728950e");
        add("bytes", Schema.BYTES_SCHEMA, new byte[] {0, (byte) 0xff});
        add("bytes empty", Schema.BYTES_SCHEMA, new byte[0]);
        Schema composite = SchemaBuilder.struct()
                .field("country", Schema.STRING_SCHEMA)
                .field("no", Schema.INT32_SCHEMA)
                .build();
        records.put("composite", new Struct(composite).put("country", "DE").put("no", 7));
    }

    private void times() {
        add("date", named(SchemaBuilder.int32(), "io.debezium.time.Date"), (int)
                LocalDate.of(2026, 5, 1).toEpochDay());
        add("time with fraction", named(SchemaBuilder.int64(), "io.debezium.time.MicroTime"), 1_500_000L);
        add("time with fraction as milliseconds", named(SchemaBuilder.int32(), "io.debezium.time.Time"), 1_500);
        add("datetime", named(SchemaBuilder.int64(), "io.debezium.time.Timestamp"), NOON_US / 1000);
        add("datetime as microseconds", named(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp"), NOON_US);
        add("datetime as nanoseconds", named(SchemaBuilder.int64(), "io.debezium.time.NanoTimestamp"), NOON_US * 1000);
        add(
                "datetime with fraction",
                named(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp"),
                NOON_US + 1_500_000);
        Schema zoned = named(SchemaBuilder.string(), "io.debezium.time.ZonedTimestamp");
        add("timestamp", zoned, "2026-05-01T12:00:00Z");
        add("timestamp with fraction", zoned, "2026-05-01T12:00:00.123456Z");
    }

    private void add(String name, Schema type, Object value) {
        Schema schema = SchemaBuilder.struct().field("id", type).build();
        records.put(name, new Struct(schema).put("id", value));
    }

    private static Schema named(SchemaBuilder schema, String name) {
        return schema.name(name).build();
    }

    private static Schema declared(String type) {
        return SchemaBuilder.string()
                .parameter("__debezium.source.column.type", type)
                .build();
    }
}
