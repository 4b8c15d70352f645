package io.millrace.manticore.mapping;

import static io.millrace.manticore.Events.column;
import static io.millrace.manticore.Events.decimal;
import static io.millrace.manticore.Events.delete;
import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.nothing;
import static io.millrace.manticore.Events.string;
import static io.millrace.manticore.Events.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.ColumnValues;
import io.millrace.event.FloatVector;
import io.millrace.event.Geometry;
import io.millrace.event.ListValue;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.IndexFaultException;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What events are mapped to, and what is refused, without a server. */
final class EventMapperTest {
    private static final String SUBJECT = "cdc.test.shop.products.0";

    private final Tables tables = new PlannedTables(new NoTables());

    @Test
    void zeroConfigurationMakesATableOfEveryColumn() {
        mapper("").map(SUBJECT, everyType().toByteArray(), 1, 0);

        assertThat(tables.find("products").orElseThrow().columns())
                .hasToString("{name=string attribute indexed, body=text, n=bigint, u=uint, ok=bool, f=float,"
                        + " d=float, price=float, day=bigint, doc=json, tags=json,"
                        + " place=json, v=float_vector(2), size=string attribute indexed,"
                        + " row_key=string attribute, event_id=bigint}");
    }

    @Test
    void documentIdIsNotRepeatedAndTakenNamesGetAnUnderscore() {
        ChangeEvent event = insert(5, int64("id", 7), string("row_key", "x"), string("Größe", "y"));

        assertThat(line(mapper("").map(SUBJECT, event.toByteArray(), 1, 0)))
                .isEqualTo("{\"replace\":{\"table\":\"products\",\"id\":7,\"doc\":{\"row_key_\":\"x\",\"grosse\":\"y\","
                        + "\"event_id\":5}}}\n");
    }

    @Test
    void columnsAreRenamedRetypedExcludedAndSplit() {
        EventMapper mapper = mapper("goods (name as title text, price bigint(2), photo string base64,"
                + " place as (lat, lon), -secret, *)");
        ChangeEvent event = insert(
                5,
                int64("id", 7),
                string("name", "lamp"),
                string("price", "19.90"),
                column("photo", Type.BYTES)
                        .setBytesValue(ByteString.fromHex("00ff"))
                        .build(),
                point("place", 13.5, 52.25),
                string("secret", "hush"),
                int64("stock", 3));

        assertThat(line(mapper.map(SUBJECT, event.toByteArray(), 1, 0)))
                .isEqualTo("{\"replace\":{\"table\":\"goods\",\"id\":7,\"doc\":{\"title\":\"lamp\",\"price\":1990,"
                        + "\"photo\":\"AP8=\",\"lat\":52.25,\"lon\":13.5,\"stock\":3,\"event_id\":5}}}\n");
    }

    @Test
    void onlyTheNamedColumnsAreTakenWithoutAStar() {
        ChangeEvent event = insert(5, int64("id", 7), string("name", "lamp"), string("secret", "hush"));
        assertThat(line(mapper("(name)").map(SUBJECT, event.toByteArray(), 1, 0)))
                .contains("lamp")
                .doesNotContain("hush");
    }

    /** Case B13 in a key: the snapshot's document has another one. */
    @ParameterizedTest
    @CsvSource({
        "mysql, SNAPSHOT, true",
        "mysql, INSERT, false",
        "mysql, UPDATE, false",
        "mysql, DELETE, false",
        "application, UPDATE, true"
    })
    void aKeyThatCannotBeReadInTheBinlogIsRefused(String connector, Operation operation, boolean accepted) {
        ChangeEvent.Builder event =
                insert(5, string("code", "caf\uFFFD")).toBuilder().setOperation(operation);
        event.getSourceBuilder().setConnector(connector);
        if (operation == Operation.DELETE) {
            event.clearAfter();
        }

        MappedEvent mapped = mapper("").map(SUBJECT, event.build().toByteArray(), 1, 0);

        if (accepted) {
            assertThat(mapped).isInstanceOf(MappedEvent.Fit.class);
        } else {
            assertThat(mapped)
                    .isInstanceOfSatisfying(
                            MappedEvent.Unfit.class,
                            unfit -> assertThat(unfit.reason())
                                    .startsWith("test.shop.products: column code of the key contains U+FFFD"));
        }
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.arguments("7", "", int64("id", 7)),
                Arguments.arguments("9223372036854775807", "", int64("id", Long.MAX_VALUE)),
                Arguments.arguments("hash above 2^62", "[0]", int64("id", 0)),
                Arguments.arguments("hash above 2^62", "[-5]", int64("id", -5)),
                Arguments.arguments(
                        "hash above 2^62",
                        "[18446744073709551615]",
                        column("id", Type.UINT64).setUintValue(-1).build()),
                Arguments.arguments("hash", "[\"\"]", string("id", "")),
                Arguments.arguments("hash", "[\"7\"]", string("id", "7")),
                Arguments.arguments(
                        "hash",
                        "[\"0b8e7f3c-0b5f-4d7a-9a3e-6f0c1d2e3f40\"]",
                        column("id", Type.UUID)
                                .setStringValue("0b8e7f3c-0b5f-4d7a-9a3e-6f0c1d2e3f40")
                                .build()),
                Arguments.arguments(
                        "hash",
                        "[\"00ff\"]",
                        column("id", Type.BYTES)
                                .setBytesValue(ByteString.fromHex("00ff"))
                                .build()));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("keys")
    void integerKeyThatFitsIsTheIdAndEveryOtherIsHashed(String id, String rowKey, Column key) {
        DocumentKey document = key(mapper("").map(SUBJECT, insert(5, key).toByteArray(), 1, 0));

        assertThat(document.rowKey()).isEqualTo(rowKey);
        switch (id) {
            case "hash" -> assertThat(document.id()).isPositive();
            case "hash above 2^62" -> assertThat(document.id()).isBetween(1L << 62, Long.MAX_VALUE);
            default -> assertThat(document.id()).isEqualTo(Long.parseLong(id));
        }
        assertThat(key(mapper("").map(SUBJECT, delete(6, key).toByteArray(), 1, 0)))
                .isEqualTo(document);
    }

    @Test
    void partOfACompositeKeyCanBeTheIdAndTheWholeKeyIsKept() {
        Row key = Row.newBuilder()
                .addColumns(string("tenant", "a"))
                .addColumns(int64("no", 9))
                .build();
        ChangeEvent event = ChangeEvent.newBuilder(insert(5, int64("no", 9)))
                .setKey(key)
                .setAfter(key)
                .build();

        assertThat(key(mapper("(no as id, *)").map(SUBJECT, event.toByteArray(), 1, 0)))
                .isEqualTo(new DocumentKey(9, "[\"a\",9]"));
        assertThat(tables.find("products").orElseThrow().columns()).doesNotContainKey("no");
    }

    @Test
    void idThatIsNotPartOfTheKeyStopsWithTheColumnAndTheTable() {
        ChangeEvent event = insert(5, string("sku", "a"), int64("no", 9));
        assertThatThrownBy(() -> mapper("(no as id, *)").map(SUBJECT, event.toByteArray(), 1, 0))
                .isInstanceOf(IndexFaultException.class)
                .hasMessageContaining("Column no is the id in the mapping of source table test.shop.products");
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                trap("text in a number", "(c bigint, *)", text("c", "abc"), "the text is not a number"),
                trap("negative number in a uint", "(c uint, *)", int64("c", -1), "the number is not within 0"),
                trap("number above a uint", "(c uint, *)", int64("c", 1L << 32), "the number is not within 0"),
                trap("bigint overflow", "(c bigint, *)", text("c", "9223372036854775808"), "the number is too large"),
                trap("exponent in a bigint", "(c bigint, *)", text("c", "1e18"), "the text is not a number"),
                trap("fraction in a bigint", "(c bigint, *)", text("c", "1.7"), "the number is not whole"),
                trap("number in a bool", "(c bool, *)", int64("c", 2), "the number is neither 0 nor 1"),
                trap("time before 1970", "(c timestamp, *)", moment(-1), "the time is before 1970"),
                trap(
                        "time after 2106",
                        "(c timestamp, *)",
                        moment(4_294_967_296_000_000L),
                        "the time is before 1970 or after 2106"),
                trap("string above 4194303 bytes", "", string("c", "x".repeat(4_194_304)), "the text is longer than"),
                trap("JSON that is no JSON", "", json("{"), "the text is not valid JSON"),
                trap("JSON too large", "", json("[\"" + "x".repeat(2_100_000) + "\"]"), "the JSON may take more than"),
                trap("number below 0 in a multi", "(c multi, *)", list(-1), "the number is not within 0"),
                trap("number above a multi", "(c multi, *)", list(1L << 32), "the number is not within 0"),
                trap("2^63-1 in a multi64", "(c multi64, *)", list(Long.MAX_VALUE), "the number is not within"),
                trap(
                        "vector of another length",
                        "(c float_vector knn_type='hnsw' knn_dims='3' hnsw_similarity='l2', *)",
                        vector(1, 2),
                        "the vector has 2 dimensions and the column has 3"),
                trap("no point", "(c as (lat, lon), *)", line(), "the geometry is no point"));
    }

    /** Manticore would take most of these with status 200, and store something else. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("unfit")
    void valueThatDoesNotFitIsRefusedBeforeAnythingIsSent(String trap, String mapping, Column value, String reason) {
        MappedEvent mapped =
                mapper(mapping).map(SUBJECT, insert(5, int64("id", 7), value).toByteArray(), 1, 0);

        assertThat(mapped)
                .isInstanceOfSatisfying(
                        MappedEvent.Unfit.class,
                        unfit -> assertThat(unfit.reason()).startsWith("test.shop.products: column c: " + reason));
    }

    static Stream<Arguments> leftOut() {
        return Stream.of(
                Arguments.of("binary, which is not indexed", "", column("c", Type.BYTES), ""),
                Arguments.of("excluded", "(-c, *)", column("c", Type.TEXT), ""),
                Arguments.of("not named", "(name)", column("c", Type.TEXT), ""),
                Arguments.of("indexed by default", "", column("c", Type.TEXT), "column c: the event came without it"),
                Arguments.of(
                        "indexed as base64", "(c string base64, *)", column("c", Type.BYTES), "column c: the event"));
    }

    /** Cases B1 and B2, above the size that is carried. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("leftOut")
    void rowIsWrittenUnlessAColumnThatWasLeftOutIsIndexed(
            String rule, String mapping, Column.Builder column, String reason) {
        ChangeEvent event = insert(5, int64("id", 7), string("name", "lamp")).toBuilder()
                .addLeftOut(column)
                .build();

        MappedEvent mapped = mapper(mapping).map(SUBJECT, event.toByteArray(), 1, 0);

        if (reason.isEmpty()) {
            assertThat(line(mapped)).contains("\"name\":\"lamp\"").doesNotContain("\"c\"");
        } else {
            assertThat(mapped)
                    .isInstanceOfSatisfying(
                            MappedEvent.Unfit.class,
                            unfit -> assertThat(unfit.reason())
                                    .startsWith("test.shop.products: " + reason)
                                    .contains("event.max.bytes"));
            assertThat(tables.find("products").orElseThrow().columns()).containsKey("c");
        }
    }

    /** Case B17. */
    @Test
    void rowThatHasExpiredWhenItsEventArrivesIsDeleted() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        EventMapper mapper = new EventMapper(
                MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT),
                tables,
                new EveryTable(),
                Clock.fixed(now, ZoneOffset.UTC));
        ChangeEvent event = insert(5, int64("id", 7), string("name", "lamp"));
        long micros = ColumnValues.micros(now);
        assertThat(change(mapper.map(
                        SUBJECT, event.toBuilder().setExpiresUs(micros).build().toByteArray(), 1, 3)))
                .isEqualTo(new RowChange.Delete("products", DocumentKey.natural(7), 5, 3));
        assertThat(change(mapper.map(
                        SUBJECT,
                        event.toBuilder().setExpiresUs(micros + 1).build().toByteArray(),
                        1,
                        3)))
                .isInstanceOfSatisfying(
                        RowChange.Replace.class,
                        replace -> assertThat(replace.expires()).isEqualTo(micros + 1));
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        ByteString name = ByteString.copyFromUtf8("caf?");
        byte[] event = insert(5, int64("id", 7), string("name", "caf?")).toByteArray();
        event[ByteString.copyFrom(event).toStringUtf8().indexOf("caf?") + name.size() - 1] = (byte) 0xe9;

        assertThat(mapper("").map(SUBJECT, event, 1, 0))
                .isInstanceOfSatisfying(
                        MappedEvent.Unfit.class,
                        unfit -> assertThat(unfit.reason()).contains("UTF-8"));
    }

    @ParameterizedTest
    @MethodSource("nulls")
    void nullsAreWrittenAsConfigured(NullHandling handling, String expected) {
        ChangeEvent event = insert(
                5,
                int64("id", 7),
                nothing("name", Type.STRING),
                nothing("n", Type.INT64),
                nothing("f", Type.FLOAT),
                nothing("ok", Type.BOOL),
                nothing("at", Type.TIMESTAMP),
                nothing("doc", Type.JSON),
                column("v", Type.FLOAT_VECTOR).setSize(2).build());
        MappingRules rules = MappingRules.defaults(SchemaEvolution.BASIC, handling);
        MappedEvent mapped = new EventMapper(rules, tables, new EveryTable(), Clock.systemUTC())
                .map(SUBJECT, event.toByteArray(), 1, 0);

        assertThat(mapped instanceof MappedEvent.Unfit unfit ? unfit.reason() : line(mapped))
                .contains(expected);
    }

    static Stream<Arguments> nulls() {
        return Stream.of(
                Arguments.arguments(
                        NullHandling.DEFAULT,
                        "\"doc\":{\"name\":\"\",\"n\":0,\"f\":0,\"ok\":false,\"at\":0,\"doc\":null,\"v\":[],"),
                Arguments.arguments(NullHandling.OMIT, "\"doc\":{\"doc\":null,\"event_id\":5}"),
                Arguments.arguments(NullHandling.FAIL, "column name: the value is NULL, and null.handling is fail"));
    }

    @Test
    void columnRenamedToAnotherCaseKeepsItsPlace() {
        EventMapper mapper = mapper("");
        mapper.map(SUBJECT, insert(5, int64("id", 7), string("name", "a")).toByteArray(), 1, 0);
        assertThat(line(mapper.map(
                        SUBJECT, insert(6, int64("id", 7), string("Name", "b")).toByteArray(), 1, 0)))
                .contains("\"name\":\"b\"");
    }

    /** Cases A14 and B6. */
    @Test
    void columnsThatWouldHaveOneNameAreToldApart() {
        ChangeEvent event =
                insert(5, int64("id", 7), string("a-b", "x"), string("a.b", "y"), string("姓名", "z"), string("年齢", "9"));
        assertThat(line(mapper("").map(SUBJECT, event.toByteArray(), 1, 0)))
                .contains(
                        "\"doc\":{\"a_b_d44362\":\"x\",\"a_b_2e7336\":\"y\",\"xing_ming\":\"z\",\"nian_ling\":\"9\",");
    }

    @Test
    void decimalsDeclaredWithoutAFractionAreWholeNumbers() {
        ChangeEvent event = mysql(
                int64("id", 7),
                decimals("ordinal", "9007199254740993"),
                decimals("price", "19.90"),
                column("count", Type.DECIMAL).setSize(0).build(),
                column("rate", Type.DECIMAL).setSize(2).build());

        assertThat(line(mapper("").map(SUBJECT, event.toByteArray(), 1, 0)))
                .contains("\"doc\":{\"ordinal\":9007199254740993,\"price\":19.9,\"count\":0,\"rate\":0,");
        assertThat(tables.find("products").orElseThrow().columns())
                .hasToString("{ordinal=bigint, price=float, count=bigint, rate=float, row_key=string attribute,"
                        + " event_id=bigint}");
    }

    /** Cassandra's decimals each have a scale of their own. */
    @Test
    void decimalsOfNoDeclaredScaleAreFractions() {
        EventMapper mapper = mapper("");
        ChangeEvent whole = insert(5, int64("id", 7), decimals("price", "12"));
        ChangeEvent fraction = insert(6, int64("id", 7), decimals("price", "12.50"));

        assertThat(line(mapper.map(SUBJECT, whole.toByteArray(), 1, 0))).contains("\"price\":12.0,");
        assertThat(line(mapper.map(SUBJECT, fraction.toByteArray(), 1, 0))).contains("\"price\":12.5,");
    }

    @Test
    void decimalThatGetsAFractionStopsBeforeItIsRounded() {
        EventMapper mapper = mapper("");
        mapper.map(SUBJECT, mysql(int64("id", 7), decimals("price", "12")).toByteArray(), 1, 0);

        assertThatThrownBy(() -> mapper.map(
                        SUBJECT,
                        mysql(int64("id", 7), decimals("price", "12.50")).toByteArray(),
                        1,
                        0))
                .isInstanceOf(IndexFaultException.class)
                .hasMessageContaining("Column price of source table test.shop.products was INT64 and is DECIMAL");
    }

    /** Case B5. */
    @Test
    void columnsBeyondTheFullTextFieldsOfATableAreStringAttributes() {
        EventMapper mapper = mapper("(c299 string indexed, *)");
        Column[] columns = new Column[300];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = i == 290 ? text("c" + i, "x") : string("c" + i, "x");
        }
        mapper.map(SUBJECT, insert(5, int64("id", 7), columns).toByteArray(), 1, 0);
        columns[0] = string("more", "x");
        mapper.map(SUBJECT, insert(6, int64("id", 7), columns).toByteArray(), 1, 0);

        Map<String, ManticoreType> types = tables.find("products").orElseThrow().columns();
        assertThat(types)
                .containsEntry("c253", ManticoreType.INDEXED_STRING)
                .containsEntry("c254", ManticoreType.STRING)
                .containsEntry("c290", ManticoreType.TEXT)
                .containsEntry("c298", ManticoreType.STRING)
                .containsEntry("c299", ManticoreType.INDEXED_STRING)
                .containsEntry("more", ManticoreType.STRING);
    }

    @Test
    void vectorColumnHasTheDeclaredDimensions() {
        Column shorter = vector(1, 2).toBuilder().setSize(3).build();
        EventMapper mapper = mapper("");

        assertThat(line(mapper.map(SUBJECT, insert(5, int64("id", 7), shorter).toByteArray(), 1, 0)))
                .contains("\"c\":[],");
        assertThat(line(mapper.map(
                        SUBJECT, insert(6, int64("id", 7), vector(1, 2, 3)).toByteArray(), 1, 0)))
                .contains("\"c\":[1.0,2.0,3.0],");
    }

    @Test
    void tableWithAReservedNameGetsAnUnderscore() {
        RowChange change = change(mapper("")
                .map("cdc.test.shop.Order.0", insert(5, int64("id", 7)).toByteArray(), 1, 0));
        assertThat(change.table()).isEqualTo("order_");
    }

    private EventMapper mapper(String mapping) {
        MappingRules rules = MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT);
        Map<String, String> settings = mapping.isEmpty() ? Map.of() : Map.of("table.shop.products", mapping);
        return new EventMapper(
                rules.withTables(settings, (setting, fault) -> assertThat(fault).isEmpty()),
                tables,
                new EveryTable(),
                Clock.systemUTC());
    }

    private static RowChange change(MappedEvent mapped) {
        assertThat(mapped).isInstanceOf(MappedEvent.Fit.class);
        return ((MappedEvent.Fit) mapped).change();
    }

    private static String line(MappedEvent mapped) {
        return new String(((RowChange.Replace) change(mapped)).line(), StandardCharsets.UTF_8);
    }

    private static DocumentKey key(MappedEvent mapped) {
        return ((RowChange.OfRow) change(mapped)).key();
    }

    private static Arguments trap(String name, String mapping, Column value, String reason) {
        return Arguments.arguments(name, mapping, value, reason);
    }

    private static ChangeEvent mysql(Column key, Column... others) {
        ChangeEvent event = insert(5, key, others);
        return event.toBuilder()
                .setSource(event.getSource().toBuilder().setConnector("mysql"))
                .build();
    }

    private static Column decimals(String name, String value) {
        return column(name, Type.DECIMAL).setDecimalValue(decimal(value)).build();
    }

    private static Column moment(long micros) {
        return column("c", Type.TIMESTAMP).setIntValue(micros).build();
    }

    private static Column json(String value) {
        return column("c", Type.JSON).setStringValue(value).build();
    }

    private static Column list(long value) {
        return column("c", Type.LIST)
                .setListValue(ListValue.newBuilder().addElements(int64("", value)))
                .build();
    }

    private static Column vector(float... values) {
        FloatVector.Builder vector = FloatVector.newBuilder();
        for (float value : values) {
            vector.addValues(value);
        }
        return column("c", Type.FLOAT_VECTOR).setVectorValue(vector).build();
    }

    private static Column line() {
        return column("c", Type.GEOMETRY)
                .setGeometryValue(Geometry.newBuilder().setWkb(ByteString.fromHex("000000000200000000")))
                .build();
    }

    private static Column point(String name, double x, double y) {
        ByteBuffer wkb =
                ByteBuffer.allocate(21).put((byte) 0).putInt(1).putDouble(x).putDouble(y);
        return column(name, Type.GEOMETRY)
                .setGeometryValue(Geometry.newBuilder().setWkb(ByteString.copyFrom(wkb.array())))
                .build();
    }

    private static ChangeEvent everyType() {
        return insert(
                5,
                int64("id", 7),
                string("name", "lamp"),
                text("body", "a lamp"),
                column("n", Type.INT32).setIntValue(-1).build(),
                column("u", Type.UINT32).setUintValue(1).build(),
                column("ok", Type.BOOL).setBoolValue(true).build(),
                column("f", Type.FLOAT).setFloatValue(1).build(),
                column("d", Type.DOUBLE).setDoubleValue(1).build(),
                nothing("price", Type.DECIMAL),
                column("day", Type.DATE).setIntValue(1).build(),
                column("doc", Type.JSON).setStringValue("{}").build(),
                column("tags", Type.SET).setStringValue("a").build(),
                point("place", 1, 2),
                column("v", Type.FLOAT_VECTOR).setSize(2).build(),
                column("size", Type.ENUM).setStringValue("XL").build(),
                nothing("blob", Type.BYTES));
    }
}
