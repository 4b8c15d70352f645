package io.millrace.bridge.decode;

import io.millrace.event.Column;
import io.millrace.event.MapValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.DataException;

/**
 * Maps columns to the Connect schemas that Debezium uses for them, with the declared type where the schema alone would
 * be ambiguous. Whatever can read Debezium's records can therefore read these, and encoding them again gives the same
 * event.
 */
final class ColumnSchemas {
    private static final String DECLARED = "__debezium.source.column.type";
    private static final String DECLARED_LENGTH = "__debezium.source.column.length";
    private static final String BITS = "io.debezium.data.Bits";

    private ColumnSchemas() {}

    static Schema row(List<Column> columns) {
        return fields(SchemaBuilder.struct(), columns).optional().build();
    }

    static SchemaBuilder fields(SchemaBuilder struct, List<Column> columns) {
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.getName())) {
                throw new DataException("The row has the column '" + column.getName() + "' twice");
            }
            struct.field(column.getName(), of(column));
        }
        return struct;
    }

    static boolean isBits(Schema schema) {
        return BITS.equals(schema.name());
    }

    private static boolean hasValue(Column column) {
        return column.getValueCase() != Column.ValueCase.VALUE_NOT_SET;
    }

    private static Schema of(Column column) {
        return builder(column).optional().build();
    }

    private static SchemaBuilder builder(Column column) {
        return switch (column.getType()) {
            case BOOL -> SchemaBuilder.bool();
            case INT8 -> SchemaBuilder.int8();
            case INT16 -> SchemaBuilder.int16();
            case INT32 -> SchemaBuilder.int32();
            case INT64 -> SchemaBuilder.int64();
            case UINT8 -> SchemaBuilder.int16().parameter(DECLARED, "TINYINT UNSIGNED");
            case UINT16 -> SchemaBuilder.int32().parameter(DECLARED, "SMALLINT UNSIGNED");
            case UINT32 -> SchemaBuilder.int64().parameter(DECLARED, "INT UNSIGNED");
            case UINT64 -> Decimal.builder(0).parameter(DECLARED, "BIGINT UNSIGNED");
            case FLOAT -> SchemaBuilder.float32();
            case DOUBLE -> SchemaBuilder.float64();
            case DECIMAL -> Decimal.builder(scale(column)).parameter(DECLARED, "DECIMAL");
            case TEXT -> SchemaBuilder.string().parameter(DECLARED, "TEXT");
            case BYTES -> SchemaBuilder.bytes();
            case BITS -> SchemaBuilder.bytes().name(BITS).version(1).parameter("length", "64");
            case DATE -> SchemaBuilder.int32().name("io.debezium.time.Date").version(1);
            case TIME_OF_DAY ->
                SchemaBuilder.int64().name("io.debezium.time.NanoTime").version(1);
            case TIME ->
                SchemaBuilder.int64().name("io.debezium.time.MicroTime").version(1);
            case DATETIME ->
                SchemaBuilder.int64().name("io.debezium.time.MicroTimestamp").version(1);
            case TIMESTAMP ->
                SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").version(1);
            case YEAR -> SchemaBuilder.int32().name("io.debezium.time.Year").version(1);
            case ENUM -> text("io.debezium.data.Enum");
            case SET -> text("io.debezium.data.EnumSet");
            case JSON -> text("io.debezium.data.Json");
            case UUID -> text("io.debezium.data.Uuid");
            case STRING, INET, DURATION -> SchemaBuilder.string();
            case GEOMETRY -> geometry();
            case FLOAT_VECTOR -> vector(column);
            case LIST -> SchemaBuilder.array(element(column.getListValue().getElementsList()));
            case MAP -> map(column);
            case STRUCT ->
                fields(SchemaBuilder.struct(), column.getStructValue().getColumnsList());
            case TYPE_UNSPECIFIED, UNRECOGNIZED ->
                throw new DataException("Column '" + column.getName() + "' has a type that this version does not know ("
                        + column.getTypeValue() + "); upgrade Millrace here");
        };
    }

    private static SchemaBuilder text(String name) {
        return SchemaBuilder.string().name(name).version(1);
    }

    private static int scale(Column column) {
        return column.hasDecimalValue() ? column.getDecimalValue().getScale() : column.getSize();
    }

    private static SchemaBuilder vector(Column column) {
        SchemaBuilder vector = SchemaBuilder.array(Schema.FLOAT32_SCHEMA)
                .name("io.debezium.data.FloatVector")
                .version(1);
        // The declared dimension, which only a NULL has.
        return column.hasSize()
                ? vector.parameter(DECLARED, "VECTOR").parameter(DECLARED_LENGTH, Integer.toString(column.getSize()))
                : vector;
    }

    private static SchemaBuilder geometry() {
        return SchemaBuilder.struct()
                .name("io.debezium.data.geometry.Geometry")
                .version(1)
                .field("wkb", Schema.BYTES_SCHEMA)
                .field("srid", Schema.OPTIONAL_INT32_SCHEMA);
    }

    private static SchemaBuilder map(Column column) {
        List<MapValue.Entry> entries = column.getMapValue().getEntriesList();
        return SchemaBuilder.map(
                element(entries.stream().map(MapValue.Entry::getKey).toList()),
                element(entries.stream().map(MapValue.Entry::getValue).toList()));
    }

    /** All elements have one type; that of an empty list is unknown. */
    private static Schema element(List<Column> elements) {
        return elements.isEmpty()
                ? Schema.OPTIONAL_STRING_SCHEMA
                : of(elements.stream()
                        .filter(ColumnSchemas::hasValue)
                        .findFirst()
                        .orElse(elements.get(0)));
    }
}
