package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Column;
import io.millrace.event.Operation;
import io.millrace.event.OtherRecord;
import io.millrace.event.Row;
import io.millrace.event.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases B1 and B2: whatever a row holds, its record is one that Kafka takes. */
class LargeEventsTest {
    private static final int LIMIT = 900_000;
    private static final int HEAD = 500;

    private final ChangeEventConverter keys = converter(Map.of(), true);
    private final ChangeEventConverter values = converter(Map.of("event.max.bytes", Integer.toString(LIMIT)), false);

    @Test
    void aBlobBeyondTheLimitIsLeftOutAndNamed() throws Exception {
        Struct row = row(Map.of("title", "cat", "img", new byte[1_300_000]));

        ChangeEvent event = event(values, insert(row));

        assertThat(names(event.getAfter().getColumnsList())).containsExactly("id", "title");
        assertThat(event.getLeftOutList())
                .containsExactly(
                        Column.newBuilder().setName("img").setType(Type.BYTES).build());
        assertThat(event.getKey().getColumns(0).getIntValue()).isEqualTo(7);
    }

    @Test
    void aTextBeyondTheLimitIsLeftOutToo() throws Exception {
        ChangeEvent event = event(values, insert(row(Map.of("title", "x".repeat(1_048_285), "img", new byte[10]))));

        assertThat(names(event.getLeftOutList())).containsExactly("title");
        assertThat(names(event.getAfter().getColumnsList())).containsExactly("id", "img");
    }

    @Test
    void anEventOfExactlyTheLimitIsWhole() throws Exception {
        int rest = bytes(values, insert(row(Map.of("title", "x".repeat(600_000))))).length - 600_000;

        byte[] fits = bytes(values, insert(row(Map.of("title", "x".repeat(LIMIT - rest)))));
        byte[] exceeds = bytes(values, insert(row(Map.of("title", "x".repeat(LIMIT - rest + 1)))));

        assertThat(fits).hasSize(LIMIT);
        assertThat(ChangeEvent.parseFrom(fits).getLeftOutList()).isEmpty();
        assertThat(names(ChangeEvent.parseFrom(exceeds).getLeftOutList())).containsExactly("title");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a large binary column goes before a larger text, 800000, 500000, img",
        "the larger of two texts goes,                    500000, 0,      title",
        "a small binary column stays,                     950000, 1000,   title",
        "both go when neither fits,                       950000, 950000, img title"
    })
    void noMoreIsLeftOutThanNeeded(String rule, int title, int img, String leftOut) throws Exception {
        Map<String, Object> row = new HashMap<>();
        row.put("title", "x".repeat(title));
        row.put("body", "y".repeat(450_000));
        row.put("img", new byte[img]);
        if (rule.startsWith("a large") || rule.startsWith("both")) {
            row.remove("body");
        }

        assertThat(names(event(values, insert(row(row))).getLeftOutList()))
                .containsExactlyInAnyOrder(leftOut.split(" "));
    }

    @Test
    void theRowBeforeTheChangeGivesWay() throws Exception {
        ChangeEventConverter both =
                converter(Map.of("event.max.bytes", Integer.toString(LIMIT), "include.before", "true"), false);
        Struct update = Shop.envelope(Shop.envelopeOf(ROW), "u")
                .put("before", row(Map.of("title", "x".repeat(500_000), "img", new byte[100_000])))
                .put("after", row(Map.of("title", "y".repeat(500_000), "img", new byte[100_000])));

        ChangeEvent event = event(both, update);

        assertThat(names(event.getBeforeLeftOutList())).containsExactly("title");
        assertThat(names(event.getLeftOutList())).isEmpty();
        assertThat(event.getAfter().getColumnsCount()).isEqualTo(3);
    }

    @Test
    void manyColumnsThatAreTooMuchTogetherGoUntilTheRestFits() throws Exception {
        SchemaBuilder schema = SchemaBuilder.struct().name("many").optional().field("id", Schema.INT32_SCHEMA);
        for (int i = 0; i < 100; i++) {
            schema.field("c" + i, Schema.OPTIONAL_STRING_SCHEMA);
        }
        Struct row = new Struct(schema.build()).put("id", 7);
        for (int i = 0; i < 100; i++) {
            row.put("c" + i, "x".repeat(20_000 + i));
        }

        ChangeEvent event = event(values, insert(row));

        assertThat(names(event.getAfter().getColumnsList()))
                .contains("id", "c0", "c43")
                .hasSize(45);
        assertThat(names(event.getLeftOutList()))
                .startsWith("c44")
                .endsWith("c99")
                .hasSize(56);
    }

    @Test
    void columnsOfTheKeyStay() throws Exception {
        Schema schema = SchemaBuilder.struct()
                .name("keyed")
                .optional()
                .field("code", Schema.STRING_SCHEMA)
                .field("img", Schema.BYTES_SCHEMA)
                .build();
        Schema keySchema =
                SchemaBuilder.struct().field("code", Schema.STRING_SCHEMA).build();
        String code = "x".repeat(60_000);
        Struct row = new Struct(schema).put("code", code).put("img", new byte[LIMIT]);
        Headers headers = new RecordHeaders();

        byte[] key = keys.fromConnectData(Shop.TOPIC, headers, keySchema, new Struct(keySchema).put("code", code));
        Struct insert = insert(row);
        ChangeEvent event = ChangeEvent.parseFrom(
                Objects.requireNonNull(values.fromConnectData(Shop.TOPIC, headers, insert.schema(), insert)));

        assertThat(key).isEqualTo(CanonicalKey.bytes(event.getKey()));
        assertThat(names(event.getAfter().getColumnsList())).containsExactly("code");
        assertThat(event.getAfter().getColumns(0).getStringValue()).isEqualTo(code);
    }

    /** As many control characters, each of which has six letters in the canonical form, are too many. */
    @ParameterizedTest
    @CsvSource({"70000, x", "700000, x", "20000, '\u0001'"})
    void anEventWhoseKeyIsTooLargeHasNeitherKeyNorRow(int length, String letter) throws Exception {
        Schema keySchema =
                SchemaBuilder.struct().field("code", Schema.STRING_SCHEMA).build();
        Headers headers = new RecordHeaders();
        Struct insert = insert(row(Map.of("title", "cat")));

        byte[] key = keys.fromConnectData(
                Shop.TOPIC, headers, keySchema, new Struct(keySchema).put("code", letter.repeat(length)));
        ChangeEvent event = ChangeEvent.parseFrom(
                Objects.requireNonNull(values.fromConnectData(Shop.TOPIC, headers, insert.schema(), insert)));

        assertThat(key).isNull();
        assertThat(headers).isEmpty();
        assertThat(event.hasKey()).isFalse();
        assertThat(event.hasAfter()).isFalse();
        assertThat(event.getOperation()).isEqualTo(Operation.INSERT);
        assertThat(event.getSource().getMysql().getPosition()).isEqualTo(1234);
        assertThat(event.getLeftOutList())
                .containsExactly(
                        Column.newBuilder().setName("code").setType(Type.STRING).build());
        assertThat(event.getId()).isPositive();
    }

    @Test
    void theRecordAfterALargeOneIsWholeAndItsIdIsHigher() throws Exception {
        long before = event(values, insert(row(Map.of("title", "a")))).getId();
        long large =
                event(values, insert(row(Map.of("img", new byte[20_000_000])))).getId();
        ChangeEvent after = event(values, insert(row(Map.of("title", "b", "img", ByteBuffer.allocate(5)))));

        assertThat(large).isGreaterThan(before);
        assertThat(after.getId()).isGreaterThan(large);
        assertThat(after.getAfter().getColumnsCount()).isEqualTo(3);
    }

    /** As Debezium's ExtractNewRecordState makes it. */
    @ParameterizedTest
    @CsvSource({"u, false, img, ''", "d, true, '', img"})
    void anUnwrappedRowGivesWayToo(String op, String deleted, String leftOut, String leftOutBefore) throws Exception {
        SchemaBuilder schema = SchemaBuilder.struct().name("unwrapped");
        ROW.fields().forEach(field -> schema.field(field.name(), field.schema()));
        List<String> added = List.of("connector", "name", "db", "table", "snapshot", "file", "gtid");
        added.forEach(each -> schema.field("__source_" + each, Schema.OPTIONAL_STRING_SCHEMA));
        Struct row = new Struct(schema.field("__op", Schema.STRING_SCHEMA)
                        .field("__deleted", Schema.STRING_SCHEMA)
                        .field("__source_ts_us", Schema.INT64_SCHEMA)
                        .field("__source_pos", Schema.INT64_SCHEMA)
                        .field("__source_row", Schema.INT32_SCHEMA)
                        .build())
                .put("id", 7)
                .put("img", new byte[2_000_000])
                .put("__op", op)
                .put("__deleted", deleted)
                .put("__source_ts_us", Shop.COMMIT_TIME_US)
                .put("__source_pos", 1L)
                .put("__source_row", 0);
        List.of("connector", "name", "db", "table").forEach(each -> row.put("__source_" + each, each));

        ChangeEvent event = event(
                converter(Map.of("event.max.bytes", Integer.toString(LIMIT), "include.before", "true"), false), row);

        assertThat(String.join(" ", names(event.getLeftOutList()))).isEqualTo(leftOut);
        assertThat(String.join(" ", names(event.getBeforeLeftOutList()))).isEqualTo(leftOutBefore);
    }

    @Test
    void whatIsNoEventIsMadeToFitToo() throws Exception {
        Schema schema = SchemaBuilder.struct()
                .name("io.debezium.connector.mysql.SchemaChangeValue")
                .field("ddl", Schema.STRING_SCHEMA)
                .build();

        byte[] bytes = bytes(values, new Struct(schema).put("ddl", "x".repeat(2_000_000)));

        assertThat(OtherRecord.parseFrom(bytes).getSchema()).isEqualTo("io.debezium.connector.mysql.SchemaChangeValue");
        assertThat(bytes).hasSizeLessThan(HEAD);
    }

    @Test
    void anyRowFitsAndWhatItKeepsIsUnchanged() throws Exception {
        long seed = System.nanoTime();
        System.out.println("LargeEventsTest: seed " + seed);
        Random random = new Random(seed);
        ChangeEventConverter unlimited = converter(Map.of("event.max.bytes", "67108864"), false);
        for (int i = 0; i < 60; i++) {
            Struct insert = insert(randomRow(random));
            byte[] whole = bytes(unlimited, insert);
            byte[] bytes = bytes(values, insert);

            assertThat(bytes.length).isLessThanOrEqualTo(LIMIT);
            ChangeEvent event = ChangeEvent.parseFrom(bytes);
            List<Column> columns = ChangeEvent.parseFrom(whole).getAfter().getColumnsList();
            List<String> leftOut = names(event.getLeftOutList());
            assertThat(leftOut.isEmpty()).isEqualTo(whole.length <= LIMIT);
            assertThat(event.getAfter())
                    .isEqualTo(Row.newBuilder()
                            .addAllColumns(columns.stream()
                                    .filter(each -> !leftOut.contains(each.getName()))
                                    .toList())
                            .build());
            ChangeEvents.check(event);
        }
    }

    private static Struct randomRow(Random random) {
        SchemaBuilder schema = SchemaBuilder.struct().name("random").optional().field("id", Schema.INT32_SCHEMA);
        List<Object> cells = new ArrayList<>();
        int columns = 1 + random.nextInt(8);
        for (int i = 0; i < columns; i++) {
            // From a letter to megabytes, each order of magnitude as often.
            int size = (int) Math.pow(10, random.nextDouble() * 6.4);
            boolean binary = random.nextBoolean();
            schema.field("c" + i, binary ? Schema.BYTES_SCHEMA : Schema.STRING_SCHEMA);
            cells.add(binary ? new byte[size] : "ö".repeat(size / 2));
        }
        Struct row = new Struct(schema.build()).put("id", 7);
        for (int i = 0; i < columns; i++) {
            row.put("c" + i, cells.get(i));
        }
        return row;
    }

    private static final Schema ROW = SchemaBuilder.struct()
            .name("photo")
            .optional()
            .field("id", Schema.INT32_SCHEMA)
            .field("title", Schema.OPTIONAL_STRING_SCHEMA)
            .field("img", Schema.OPTIONAL_BYTES_SCHEMA)
            .build();

    /** A row 7 with these values, and with a column more when there is a body. */
    private static Struct row(Map<String, ?> cells) {
        Schema schema = ROW;
        if (cells.containsKey("body")) {
            SchemaBuilder wider = SchemaBuilder.struct().name("article").optional();
            for (Field field : ROW.fields()) {
                wider.field(field.name(), field.schema());
            }
            schema = wider.field("body", Schema.STRING_SCHEMA).build();
        }
        Struct row = new Struct(schema).put("id", 7);
        cells.forEach(row::put);
        return row;
    }

    private static Struct insert(Struct row) {
        return Shop.envelope(Shop.envelopeOf(row.schema()), "c").put("after", row);
    }

    private ChangeEvent event(ChangeEventConverter converter, Struct envelope) throws Exception {
        byte[] bytes = bytes(converter, envelope);
        assertThat(bytes.length).isLessThanOrEqualTo(LIMIT);
        ChangeEvent event = ChangeEvent.parseFrom(bytes);
        ChangeEvents.check(event);
        return event;
    }

    private byte[] bytes(ChangeEventConverter converter, Struct envelope) {
        Headers headers = new RecordHeaders();
        keys.fromConnectData(Shop.TOPIC, headers, Shop.KEY, Shop.key(7));
        return Objects.requireNonNull(converter.fromConnectData(Shop.TOPIC, headers, envelope.schema(), envelope));
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::getName).toList();
    }

    private static ChangeEventConverter converter(Map<String, String> properties, boolean forKeys) {
        ChangeEventConverter converter = new ChangeEventConverter();
        converter.configure(properties, forKeys);
        return converter;
    }
}
