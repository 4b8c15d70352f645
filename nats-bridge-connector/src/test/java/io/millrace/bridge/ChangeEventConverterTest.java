package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.MySqlPosition;
import io.millrace.event.Operation;
import io.millrace.event.OtherRecord;
import io.millrace.event.Partitioner;
import io.millrace.event.Row;
import io.millrace.event.Source;
import io.millrace.event.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class ChangeEventConverterTest {
    private static final Row KEY = Row.newBuilder()
            .addColumns(Column.newBuilder().setName("id").setType(Type.INT32).setIntValue(7))
            .build();

    private final ChangeEventConverter values = converter(Map.of(), false);
    private final ChangeEventConverter keys = converter(Map.of(), true);

    @Test
    void envelopeBecomesAnEventWithoutIdAndKey() throws Exception {
        ChangeEvent event = event(values, Shop.insert(7, "Zoë"));

        assertThat(event)
                .isEqualTo(ChangeEvent.newBuilder()
                        .setOperation(Operation.INSERT)
                        .setSource(Source.newBuilder()
                                .setConnector("mysql")
                                .setName("shop")
                                .setDatabase("sales")
                                .setTable("customers")
                                .setCommitTimeUs(Shop.COMMIT_TIME_US)
                                .setMysql(MySqlPosition.newBuilder()
                                        .setFile("binlog.000002")
                                        .setPosition(1234)))
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

        assertThat(bytes).isEqualTo(ChangeEvent.parseFrom(bytes).toByteArray());
    }

    @Test
    void keyIsTheCanonicalRowThatThePartitionerHashes() {
        assertThat(keys.fromConnectData(Shop.TOPIC, Shop.KEY, Shop.key(7))).isEqualTo(Partitioner.serialize(KEY));
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
        assertThat(values.fromConnectData(Shop.TOPIC, back.schema(), envelope)).isEqualTo(bytes);
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

        assertThat(bytes(values, Shop.envelope(copy, "c").put("after", row)))
                .isEqualTo(bytes(values, Shop.insert(7, "Zoë")));
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

    @Test
    void keyOfALogicalTableIsThatOfTheRow() {
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("__dbz__physicalTableIdentifier", Schema.STRING_SCHEMA)
                .build();
        Struct key = new Struct(schema).put("id", 7).put("__dbz__physicalTableIdentifier", Shop.TOPIC);

        assertThat(keys.fromConnectData("all", schema, key)).isEqualTo(Partitioner.serialize(KEY));
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

    private static byte[] bytes(ChangeEventConverter converter, Struct envelope) {
        return Objects.requireNonNull(converter.fromConnectData(Shop.TOPIC, envelope.schema(), envelope));
    }

    private static ChangeEvent event(ChangeEventConverter converter, Struct envelope) throws Exception {
        return ChangeEvent.parseFrom(bytes(converter, envelope));
    }

    private static ChangeEventConverter converter(Map<String, String> properties, boolean forKeys) {
        ChangeEventConverter converter = new ChangeEventConverter();
        converter.configure(properties, forKeys);
        return converter;
    }
}
