package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.MySqlPosition;
import io.millrace.event.Operation;
import io.millrace.event.OtherRecord;
import io.millrace.event.Row;
import io.millrace.event.Snowflake;
import io.millrace.event.Source;
import io.millrace.event.SourceTexts;
import io.millrace.event.Type;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeEventConverterTest {
    private static final Row KEY = Row.newBuilder()
            .addColumns(Column.newBuilder().setName("id").setType(Type.INT32).setIntValue(7))
            .build();

    private final ChangeEventConverter values = converter(Map.of(), false);
    private final ChangeEventConverter keys = converter(Map.of(), true);

    @Test
    void envelopeBecomesAnEventWithItsKeyAndId() throws Exception {
        ChangeEvent event = event(values, Shop.insert(7, "Zoë"));

        assertThat(Snowflake.timeOf(event.getId())).isEqualTo(Instant.ofEpochMilli(Shop.COMMIT_TIME_US / 1000));
        assertThat(event.toBuilder()
                        .clearId()
                        .setUnknownFields(UnknownFieldSet.getDefaultInstance())
                        .build())
                .isEqualTo(ChangeEvent.newBuilder()
                        .setOperation(Operation.INSERT)
                        .setSource(Source.newBuilder()
                                .setConnector("mysql")
                                .setName("shop")
                                .setDatabase("sales")
                                .setTable("customers")
                                .setCommitTimeUs(Shop.COMMIT_TIME_US)
                                .setMysql(MySqlPosition.newBuilder()
                                        .setFileNumber(2)
                                        .setPosition(1234)))
                        .setKey(KEY)
                        .setAfter(KEY.toBuilder()
                                .addColumns(Column.newBuilder()
                                        .setName("name")
                                        .setType(Type.STRING)
                                        .setStringValue("Zoë")))
                        .build());
    }

    @Test
    void bytesAreThoseThatProtobufItselfWrites() throws Exception {
        byte[] bytes = bytes(values, Shop.insert(7, "x".repeat(20_000)));

        ChangeEvent event = ChangeEvent.parseFrom(bytes);
        assertThat(event.getUnknownFields().getField(14).getFixed64List()).hasSize(1);
        assertThat(withoutTail(bytes))
                .isEqualTo(event.toBuilder()
                        .clearId()
                        .setUnknownFields(UnknownFieldSet.getDefaultInstance())
                        .build()
                        .toByteArray());
        // The id is last, before it are the run and its first id.
        ByteBuffer tail = ByteBuffer.wrap(bytes, bytes.length - 27, 27).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(tail.get()).isEqualTo((byte) (13 << 3 | 1));
        assertThat(tail.getLong()).isEqualTo(event.getId());
        assertThat(tail.get()).isEqualTo((byte) (14 << 3 | 1));
        assertThat(tail.getLong())
                .isEqualTo(
                        event.getUnknownFields().getField(14).getFixed64List().get(0));
        assertThat(tail.get()).isEqualTo((byte) (1 << 3 | 1));
        assertThat(tail.getLong()).isEqualTo(event.getId());
    }

    @Test
    void keyIsInTheCanonicalFormThatThePartitionerHashes() {
        assertThat(keys.fromConnectData(Shop.TOPIC, Shop.KEY, Shop.key(7))).isEqualTo(CanonicalKey.bytes(KEY));
    }

    @Test
    void otherSinksGetTheKeyAsText() {
        SchemaAndValue key = keys.toConnectData(Shop.TOPIC, CanonicalKey.bytes(KEY));

        assertThat(key).isEqualTo(new SchemaAndValue(Schema.STRING_SCHEMA, "[7]"));
        assertThatThrownBy(() -> keys.toConnectData(Shop.TOPIC, KEY.toByteArray()))
                .isInstanceOf(DataException.class);
    }

    @Test
    void keyOfAnotherConverterIsRefusedWithTheSettingToChange() {
        assertThatThrownBy(() -> values.fromConnectData(Shop.TOPIC, Shop.ENVELOPE, Shop.insert(7, "x")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("key.converter=io.millrace.bridge.ChangeEventConverter");
    }

    @Test
    void rowOfATableWithoutAKeyAndATruncateHaveNone() throws Exception {
        for (Struct envelope : List.of(Shop.insert(7, "x"), Shop.envelope(Shop.ENVELOPE, "t"))) {
            Headers headers = new RecordHeaders();
            assertThat(keys.fromConnectData(Shop.TOPIC, headers, null, null)).isNull();

            ChangeEvent event = ChangeEvent.parseFrom(
                    Objects.requireNonNull(values.fromConnectData(Shop.TOPIC, headers, envelope.schema(), envelope)));

            assertThat(event.hasKey()).isFalse();
            assertThat(headers).isEmpty();
        }
    }

    @Test
    void nullWithADefaultStaysNull() throws Exception {
        Schema row = SchemaBuilder.struct()
                .field(
                        "name",
                        SchemaBuilder.string()
                                .optional()
                                .defaultValue("unnamed")
                                .build())
                .optional()
                .build();
        Schema schema = Shop.envelopeOf(row);

        ChangeEvent event = event(values, Shop.envelope(schema, "u").put("after", new Struct(row).put("name", null)));

        assertThat(event.getAfter().getColumns(0).getValueCase()).isEqualTo(Column.ValueCase.VALUE_NOT_SET);
    }

    @Test
    void rowBeforeIsOnlyThereWhenAskedFor() throws Exception {
        Struct update = Shop.envelope(Shop.ENVELOPE, "u")
                .put("before", Shop.row(7, "old"))
                .put("after", Shop.row(7, "new"));

        assertThat(event(values, update).hasBefore()).isFalse();
        ChangeEvent event = event(converter(Map.of("include.before", "true"), false), update);
        assertThat(event.getBefore().getColumns(1).getStringValue()).isEqualTo("old");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "mysql, binlog.000042, 8f1c7a52-5f0b-11ef-9a3e-0242ac120002:77",
                "mysql, binlog.1000042, 8f1c7a52-5f0b-11ef-9a3e-0242ac120002:999999999999999999",
                "mysql, binlog.0000042, 8f1c7a52-5f0b-11ef-9a3e-0242ac120002:night:77",
                "mysql, binlog.000000, 8F1C7A52-5F0B-11EF-9A3E-0242AC120002:77",
                "mysql, mysql-bin.000042, none",
                "mysql, binlog.42, 8f1c7a52-5f0b-11ef-9a3e-0242ac120002:",
                "mysql, binlog.00004x, 8f1c7a52-5f0b-11ef-9a3e-0242ac120002:077",
                "mariadb, mariadb-bin.000042, 0-1-77",
                "mysql, binlog.9999999999, 8f1c7a52x5f0b-11ef-9a3e-0242ac120002:77"
            })
    void sourceSaysTheSameHoweverItIsWritten(String connector, String file, @Nullable String gtid) throws Exception {
        for (int again = 0; again < 2; again++) {
            Struct envelope = Shop.insert(7, "x");
            envelope.getStruct("source")
                    .put("connector", connector)
                    .put("file", file)
                    .put("gtid", gtid);

            Source source = event(values, envelope).getSource();

            assertThat(source.getConnector()).isEqualTo(connector);
            assertThat(SourceTexts.file(source.getMysql())).isEqualTo(file);
            assertThat(SourceTexts.gtid(source.getMysql())).isEqualTo(Optional.ofNullable(gtid));
        }
    }

    @Test
    void serverThatTakesOverIsToldByItsOwnGtids() throws Exception {
        for (String server : List.of("8f1c7a52-5f0b-11ef-9a3e-0242ac120002", "00000000-0000-0000-0000-000000000001")) {
            Struct envelope = Shop.insert(7, "x");
            envelope.getStruct("source").put("gtid", server + ":5");

            assertThat(SourceTexts.gtid(event(values, envelope).getSource().getMysql()))
                    .contains(server + ":5");
        }
    }

    @Test
    void snapshotAndTransactionAreTold() throws Exception {
        Struct snapshot = Shop.envelope(Shop.ENVELOPE, "r").put("after", Shop.row(7, "x"));
        snapshot.getStruct("source").put("snapshot", "last");
        snapshot.put(
                "transaction",
                new Struct(Shop.ENVELOPE.field("transaction").schema())
                        .put("id", "file=binlog.1,pos=2")
                        .put("total_order", 1L)
                        .put("data_collection_order", 1L));

        ChangeEvent event = event(values, snapshot);

        assertThat(event.getOperation()).isEqualTo(Operation.SNAPSHOT);
        assertThat(event.getSource().getSnapshot()).isTrue();
        assertThat(event.getSource().getTransactionId()).isEqualTo("file=binlog.1,pos=2");
    }

    @Test
    void heartbeatIsNoEventButPasses() throws Exception {
        Schema heartbeat = SchemaBuilder.struct()
                .name("io.debezium.connector.common.Heartbeat")
                .field("ts_ms", Schema.INT64_SCHEMA)
                .build();
        byte[] bytes = bytes(values, new Struct(heartbeat).put("ts_ms", 5L));

        OtherRecord other = OtherRecord.parseFrom(bytes);
        assertThat(other.getSchema()).isEqualTo("io.debezium.connector.common.Heartbeat");
        Struct back = (Struct) values.toConnectData("heartbeat", bytes).value();
        assertThat(back.schema().name()).isEqualTo("io.debezium.connector.common.Heartbeat");
        assertThat(back.getInt64("ts_ms")).isEqualTo(5);
    }

    @Test
    void tombstoneStaysNull() {
        assertThat(values.fromConnectData(Shop.TOPIC, null, null)).isNull();
        assertThat(values.toConnectData(Shop.TOPIC, null)).isEqualTo(SchemaAndValue.NULL);
    }

    @Test
    void otherSinksGetTheEnvelopeBack() {
        byte[] bytes = bytes(values, Shop.insert(7, "Zoë"));

        SchemaAndValue back = values.toConnectData(Shop.TOPIC, bytes);

        Struct envelope = (Struct) back.value();
        assertThat(envelope.getString("op")).isEqualTo("c");
        assertThat(envelope.getStruct("source").getString("table")).isEqualTo("customers");
        assertThat(envelope.getStruct("after").getInt32("id")).isEqualTo(7);
        assertThat(envelope.getStruct("after").getString("name")).isEqualTo("Zoë");
        assertThat(withoutTail(bytes(values, envelope))).isEqualTo(withoutTail(bytes));
    }

    @Test
    void vectorComesBackWithEachBitAndItsNullWithTheDeclaredDimension() throws Exception {
        Schema vector = SchemaBuilder.array(Schema.FLOAT32_SCHEMA)
                .name("io.debezium.data.FloatVector")
                .version(1)
                .parameter("__debezium.source.column.type", "VECTOR")
                .parameter("__debezium.source.column.length", "3")
                .optional()
                .build();
        Schema row = SchemaBuilder.struct()
                .field("given", vector)
                .field("absent", vector)
                .optional()
                .build();
        List<Float> floats = List.of(-0f, Float.MAX_VALUE, Float.MIN_VALUE);
        Struct insert = Shop.envelope(Shop.envelopeOf(row), "c").put("after", new Struct(row).put("given", floats));

        byte[] bytes = bytes(values, insert);
        Struct back = (Struct) values.toConnectData(Shop.TOPIC, bytes).value();

        Row after = ChangeEvent.parseFrom(bytes).getAfter();
        assertThat(after.getColumnsList()).allMatch(column -> column.getType() == Type.FLOAT_VECTOR);
        assertThat(after.getColumns(0).getVectorValue().getValuesList()).isEqualTo(floats);
        assertThat(after.getColumns(1).getSize()).isEqualTo(3);
        assertThat(back.getStruct("after").getArray("given")).isEqualTo(floats);
        assertThat(withoutTail(bytes(values, back))).isEqualTo(withoutTail(bytes));
    }

    @Test
    void sameSchemaIsTheSameObjectForEveryRecord() {
        assertThat(values.toConnectData(Shop.TOPIC, bytes(values, Shop.insert(1, "a")))
                        .schema())
                .isSameAs(values.toConnectData(Shop.TOPIC, bytes(values, Shop.insert(2, "b")))
                        .schema());
    }

    @Test
    void schemasThatAreEqualGiveTheSameBytes() {
        Schema copy = Shop.envelopeOf(SchemaBuilder.struct()
                .name(Shop.ROW.name())
                .field("id", Schema.INT32_SCHEMA)
                .field("name", Schema.OPTIONAL_STRING_SCHEMA)
                .optional()
                .build());
        Struct row = new Struct(copy.field("after").schema()).put("id", 7).put("name", "Zoë");

        assertThat(withoutTail(bytes(values, Shop.envelope(copy, "c").put("after", row))))
                .isEqualTo(withoutTail(bytes(values, Shop.insert(7, "Zoë"))));
    }

    @Test
    void unsignedBigintOfAnUntoldTypeMayBeADecimal() throws Exception {
        Schema unsigned =
                Decimal.builder(0).parameter("connect.decimal.precision", "20").build();
        Schema row = SchemaBuilder.struct().field("n", unsigned).optional().build();
        Schema schema = Shop.envelopeOf(row);

        for (String number : List.of("18446744073709551615", "18446744073709551616", "-1")) {
            BigDecimal value = new BigDecimal(number);
            Column column = event(values, Shop.envelope(schema, "c").put("after", new Struct(row).put("n", value)))
                    .getAfter()
                    .getColumns(0);

            if (number.equals("18446744073709551615")) {
                assertThat(column.getType()).isEqualTo(Type.UINT64);
                assertThat(column.getUintValue()).isEqualTo(-1);
            } else {
                assertThat(column.getType()).isEqualTo(Type.DECIMAL);
                assertThat(column.getDecimalValue().getUnscaled().toByteArray())
                        .isEqualTo(value.unscaledValue().toByteArray());
            }
        }
    }

    @Test
    void valueThatDoesNotFitItsSchemaIsRefusedByName() {
        Schema row = SchemaBuilder.struct()
                .name("shop.sales.customers.Value")
                .field(
                        "seen",
                        SchemaBuilder.string()
                                .name("io.debezium.time.ZonedTimestamp")
                                .build())
                .optional()
                .build();
        Struct insert = Shop.envelope(Shop.envelopeOf(row), "c").put("after", new Struct(row).put("seen", "yesterday"));

        assertThatThrownBy(() -> bytes(values, insert))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Column seen of shop.sales.customers.Value");
    }

    /** Case B11: Debezium lists the labels as they are declared, and delivers them so from the binlog. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "io.debezium.data.Enum    | a\\,b,back\\\\slash | a\\,b         | a,b",
                "io.debezium.data.Enum    | a\\,b,back\\\\slash | a,b           | a,b",
                "io.debezium.data.Enum    | a\\,b,back\\\\slash | back\\\\slash | back\\slash",
                "io.debezium.data.Enum    | a\\,b,back\\\\slash | back\\slash   | back\\slash",
                "io.debezium.data.Enum    | it's,x             | it's          | it's",
                "io.debezium.data.EnumSet | p\\\\q,r            | p\\\\q,r        | p\\q,r",
                "io.debezium.data.EnumSet | p\\\\q,r            | p\\q,r         | p\\q,r"
            })
    void aLabelIsTheSameFromASnapshotAndFromTheBinlog(String type, String allowed, String delivered, String label)
            throws Exception {
        Schema column =
                SchemaBuilder.string().name(type).parameter("allowed", allowed).build();

        assertThat(column("label", column, delivered).getStringValue()).isEqualTo(label);
    }

    /** Case B12. */
    @Test
    void aRealOfTheBinlogIsRefusedSinceHalfOfItIsMissing() throws Exception {
        Schema real = SchemaBuilder.float32()
                .optional()
                .parameter("__debezium.source.column.type", "REAL")
                .build();

        assertThat(column("v", real, null).getType()).isEqualTo(Type.FLOAT);
        assertThatThrownBy(() -> column("v", real, 1.5f))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Column v of shop.sales.customers.Value is declared as REAL")
                .hasMessageContaining("converters=real");
    }

    @Test
    void aBoolOfTheBinlogIsTheTinyintThatASnapshotSees() throws Exception {
        Schema bool = SchemaBuilder.bool()
                .parameter("__debezium.source.column.type", "BOOL")
                .build();

        assertThat(column("flag", bool, true))
                .isEqualTo(Column.newBuilder()
                        .setName("flag")
                        .setType(Type.INT8)
                        .setIntValue(1)
                        .build());
    }

    private Column column(String name, Schema column, @Nullable Object value) throws Exception {
        Schema row = SchemaBuilder.struct()
                .name(Shop.TOPIC + ".Value")
                .field(name, column)
                .optional()
                .build();
        Struct insert = Shop.envelope(Shop.envelopeOf(row), "c").put("after", new Struct(row).put(name, value));
        return event(values, insert).getAfter().getColumns(0);
    }

    @Test
    void keyOfALogicalTableIsThatOfTheRow() {
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("__dbz__physicalTableIdentifier", Schema.STRING_SCHEMA)
                .build();
        Struct key = new Struct(schema).put("id", 7).put("__dbz__physicalTableIdentifier", Shop.TOPIC);

        assertThat(keys.fromConnectData("all", schema, key)).isEqualTo(CanonicalKey.bytes(KEY));
    }

    @Test
    void foreignRecordIsRefusedWithWhatIsExpected() {
        assertThatThrownBy(() -> values.fromConnectData(Shop.TOPIC, Shop.ROW, Shop.row(1, "a")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("op, source, before and after");
        assertThatThrownBy(() -> values.fromConnectData(Shop.TOPIC, Schema.STRING_SCHEMA, "text"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("struct with a schema");
        assertThatThrownBy(() -> values.toConnectData(Shop.TOPIC, "{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DataException.class);
    }

    /** As Connect converts a record: the key first, then the value with the same headers. */
    private byte[] bytes(ChangeEventConverter converter, Struct envelope) {
        Headers headers = new RecordHeaders();
        keys.fromConnectData(Shop.TOPIC, headers, Shop.KEY, Shop.key(7));
        byte[] bytes =
                Objects.requireNonNull(converter.fromConnectData(Shop.TOPIC, headers, envelope.schema(), envelope));
        assertThat(headers).isEmpty();
        return bytes;
    }

    private ChangeEvent event(ChangeEventConverter converter, Struct envelope) throws Exception {
        return ChangeEvent.parseFrom(bytes(converter, envelope));
    }

    /** Without the run and the id. */
    private static byte[] withoutTail(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length - 27);
    }

    private static ChangeEventConverter converter(Map<String, String> properties, boolean forKeys) {
        ChangeEventConverter converter = new ChangeEventConverter();
        converter.configure(properties, forKeys);
        return converter;
    }
}
