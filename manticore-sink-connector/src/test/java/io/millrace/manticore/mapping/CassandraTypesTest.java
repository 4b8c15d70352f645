package io.millrace.manticore.mapping;

import static io.millrace.manticore.Events.column;
import static io.millrace.manticore.Events.decimal;
import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.ByteString;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.DurationValue;
import io.millrace.event.FloatVector;
import io.millrace.event.ListValue;
import io.millrace.event.MapValue;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type of Cassandra 5 at the ends of its range, by default: none makes its row a dead letter. */
final class CassandraTypesTest {
    private final PlannedTables tables = new PlannedTables(new NoTables());
    private final EventMapper mapper = new EventMapper(
            MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT),
            tables,
            new EveryTable(),
            Clock.systemUTC());

    static Stream<Arguments> values() {
        return Stream.of(
                arguments("boolean", "bool", value(Type.BOOL).setBoolValue(true), "true"),
                arguments("tinyint", "bigint", value(Type.INT8).setIntValue(-128), "-128"),
                arguments("smallint", "bigint", value(Type.INT16).setIntValue(32_767), "32767"),
                arguments("int", "bigint", value(Type.INT32).setIntValue(-2_147_483_648), "-2147483648"),
                arguments(
                        "bigint, counter",
                        "bigint",
                        value(Type.INT64).setIntValue(Long.MIN_VALUE),
                        "" + Long.MIN_VALUE),
                arguments("float", "float", value(Type.FLOAT).setFloatValue(Float.MAX_VALUE), "3.4028235E38"),
                arguments("float NaN", "float", value(Type.FLOAT).setFloatValue(Float.NaN), "0.0"),
                arguments("double", "float", value(Type.DOUBLE).setDoubleValue(-Double.MAX_VALUE), "-3.4028235E38"),
                arguments("double NaN", "float", value(Type.DOUBLE).setDoubleValue(Double.NaN), "0.0"),
                arguments(
                        "double infinity",
                        "float",
                        value(Type.DOUBLE).setDoubleValue(Double.POSITIVE_INFINITY),
                        "3.4028235E38"),
                arguments("decimal", "float", value(Type.DECIMAL).setDecimalValue(decimal("-0.1")), "-0.1"),
                arguments("decimal", "float", value(Type.DECIMAL).setDecimalValue(decimal("1E+999")), "3.4028235E38"),
                arguments("decimal", "float", value(Type.DECIMAL).setDecimalValue(decimal("1E-999")), "0.0"),
                arguments(
                        "varint",
                        "float",
                        value(Type.DECIMAL).setDecimalValue(decimal("-" + "9".repeat(100))),
                        "-3.4028235E38"),
                arguments(
                        "ascii", "string attribute indexed", value(Type.STRING).setStringValue("a\0"), "\"a␀\""),
                arguments("text", "text", value(Type.TEXT).setStringValue("\0ü"), "\"␀ü\""),
                arguments("blob", "", value(Type.BYTES).setBytesValue(ByteString.fromHex("00ff")), ""),
                arguments("uuid, timeuuid", "string attribute", value(Type.UUID).setStringValue("0b8e"), "\"0b8e\""),
                arguments("inet", "string attribute", value(Type.INET).setStringValue("::1"), "\"::1\""),
                arguments("date", "bigint", value(Type.DATE).setIntValue(Integer.MIN_VALUE), "-185542587187200"),
                arguments("date", "bigint", value(Type.DATE).setIntValue(Integer.MAX_VALUE), "185542587100800"),
                arguments(
                        "time",
                        "string attribute",
                        value(Type.TIME_OF_DAY).setIntValue(86_399_999_999_999L),
                        "\"23:59:59.999999999\""),
                arguments("timestamp", "bigint", value(Type.TIMESTAMP).setIntValue(Long.MIN_VALUE), "-9223372036855"),
                arguments("timestamp", "bigint", value(Type.TIMESTAMP).setIntValue(Long.MAX_VALUE), "9223372036854"),
                arguments(
                        "duration",
                        "string attribute",
                        value(Type.DURATION)
                                .setDurationValue(DurationValue.newBuilder()
                                        .setMonths(Integer.MIN_VALUE)
                                        .setNanoseconds(Long.MIN_VALUE)),
                        "\"-2147483648mo0d-9223372036854775808ns\""),
                arguments(
                        "list, set",
                        "json",
                        value(Type.LIST)
                                .setListValue(list(
                                        value(Type.DOUBLE).setDoubleValue(Double.NaN),
                                        value(Type.DECIMAL).setDecimalValue(decimal("0.12345678901234567890")),
                                        value(Type.DECIMAL).setDecimalValue(decimal("9".repeat(400))),
                                        value(Type.TEXT).setStringValue("\0"),
                                        value(Type.DATE).setIntValue(Integer.MAX_VALUE),
                                        value(Type.BYTES).setBytesValue(ByteString.fromHex("00ff")))),
                        "[null,0.12345678901234568,null,\"␀\",\"+5881580-07-11\",\"00ff\"]"),
                arguments(
                        "map",
                        "json",
                        value(Type.MAP)
                                .setMapValue(MapValue.newBuilder()
                                        .addEntries(MapValue.Entry.newBuilder()
                                                .setKey(value(Type.FLOAT).setFloatValue(Float.NaN))
                                                .setValue(value(Type.FLOAT).setFloatValue(Float.NaN)))),
                        "{\"NaN\":null}"),
                arguments(
                        "tuple, type",
                        "json",
                        value(Type.STRUCT)
                                .setStructValue(Row.newBuilder()
                                        .addColumns(
                                                value(Type.INT64).setName("0").setIntValue(Long.MAX_VALUE))),
                        "{\"0\":9223372036854775807}"),
                arguments("vector<float, 2>", "float_vector(2)", vector(1f, -0f), "[1.0,-0.0]"),
                arguments("vector<float, 2>", "float_vector(2)", vector(1f, Float.NaN), "[]"));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("values")
    void everyValueIsStored(String cqlType, String type, Column.Builder value, String expected) {
        ChangeEvent event = insert(5, int64("id", 7), value.setName("c").build(), text("rest", "x"));

        MappedEvent mapped = mapper.map("cdc.cassandra.shop.things.0", event.toByteArray(), 1, 0);

        assertThat(mapped).as(cqlType).isInstanceOf(MappedEvent.Fit.class);
        String line =
                new String(((RowChange.Replace) ((MappedEvent.Fit) mapped).change()).line(), StandardCharsets.UTF_8);
        assertThat(line).contains((type.isEmpty() ? "" : "\"c\":") + expected);
        var columns = tables.find("things").orElseThrow().columns();
        assertThat(columns.containsKey("c") ? columns.get("c").toString() : "").isEqualTo(type);
    }

    private static Column.Builder value(Type type) {
        return column("", type);
    }

    private static ListValue list(Column.Builder... elements) {
        ListValue.Builder list = ListValue.newBuilder();
        List.of(elements).forEach(list::addElements);
        return list.build();
    }

    private static Column.Builder vector(float... values) {
        FloatVector.Builder vector = FloatVector.newBuilder();
        for (float each : values) {
            vector.addValues(each);
        }
        return value(Type.FLOAT_VECTOR).setVectorValue(vector);
    }
}
