package io.millrace.bridge.encode;

import io.millrace.event.Type;
import java.math.BigDecimal;
import java.util.OptionalInt;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;

/**
 * Maps Connect schemas to column types. Logical types are recognized by name; what a plain type does not say about the
 * database's own type (TEXT or VARCHAR, signed or not, INT or MEDIUMINT) comes from the schema parameters that Debezium
 * adds with {@code column.propagate.source.type}. Without them, an integer is as wide as its schema and a string is a
 * STRING.
 */
final class EventColumnTypes {
    private static final String PRECISION = "connect.decimal.precision";

    private EventColumnTypes() {}

    static EventColumnType of(Schema schema) {
        DeclaredType declared = DeclaredType.of(schema);
        String name = schema.name() == null ? "" : schema.name();
        return switch (name) {
            case "io.debezium.data.Bits" -> EventColumnType.of(Type.BITS, ValueWriters.BITS);
            case "io.debezium.data.Enum" -> EventColumnType.of(Type.ENUM, EnumLabels.enumWriter(schema));
            case "io.debezium.data.EnumSet" -> EventColumnType.of(Type.SET, EnumLabels.setWriter(schema));
            case "io.debezium.data.Json" -> EventColumnType.of(Type.JSON, ValueWriters.STRING);
            case "io.debezium.data.Uuid" -> EventColumnType.of(Type.UUID, ValueWriters.STRING);
            case "io.debezium.data.Xml" -> EventColumnType.of(Type.TEXT, ValueWriters.STRING);
            case "io.debezium.data.FloatVector" ->
                new EventColumnType(Type.FLOAT_VECTOR, declared.length(), ValueWriters.VECTOR);
            case "io.debezium.data.geometry.Geometry",
                    "io.debezium.data.geometry.Geography",
                    "io.debezium.data.geometry.Point" -> EventColumnType.of(Type.GEOMETRY, ValueWriters.GEOMETRY);
            case "io.debezium.data.VariableScaleDecimal" ->
                EventColumnType.of(Type.DECIMAL, ValueWriters.VARIABLE_SCALE_DECIMAL);
            case Decimal.LOGICAL_NAME -> decimal(schema, declared);
            default -> TemporalTypes.of(name, declared).orElseGet(() -> plain(schema, declared));
        };
    }

    private static EventColumnType plain(Schema schema, DeclaredType declared) {
        return switch (schema.type()) {
            case BOOLEAN -> bool(declared);
            case INT8 -> integer(declared, Type.INT8);
            case INT16 -> integer(declared, Type.INT16);
            case INT32 -> integer(declared, Type.INT32);
            case INT64 -> integer(declared, Type.INT64);
            case FLOAT32 ->
                EventColumnType.of(Type.FLOAT, declared.isReal() ? ValueWriters.HALF_OF_REAL : ValueWriters.FLOAT);
            case FLOAT64 -> EventColumnType.of(Type.DOUBLE, ValueWriters.DOUBLE);
            case STRING -> string(declared);
            case BYTES -> EventColumnType.of(Type.BYTES, ValueWriters.BYTES);
            case ARRAY -> EventColumnType.of(Type.LIST, ValueWriters.list(schema));
            case MAP -> EventColumnType.of(Type.MAP, ValueWriters.map(schema));
            case STRUCT -> EventColumnType.of(Type.STRUCT, ValueWriters.struct(schema));
        };
    }

    /** BOOL is a TINYINT, and comes as one where Debezium has not read that word from the binlog. */
    private static EventColumnType bool(DeclaredType declared) {
        return declared.isBool()
                ? EventColumnType.of(Type.INT8, (out, value) -> ValueWriters.signed(out, (Boolean) value ? 1 : 0))
                : EventColumnType.of(Type.BOOL, ValueWriters.BOOL);
    }

    private static EventColumnType integer(DeclaredType declared, Type delivered) {
        Type type = declared.integer().orElse(delivered);
        boolean unsigned = type == Type.UINT8 || type == Type.UINT16 || type == Type.UINT32 || type == Type.UINT64;
        return EventColumnType.of(type, unsigned ? ValueWriters.UNSIGNED : ValueWriters.SIGNED);
    }

    private static EventColumnType string(DeclaredType declared) {
        if (declared.isDecimal()) {
            return new EventColumnType(
                    Type.DECIMAL,
                    declared.scale(),
                    (out, value) -> ValueWriters.decimal(out, new BigDecimal((String) value)));
        }
        return EventColumnType.of(declared.isText() ? Type.TEXT : Type.STRING, ValueWriters.STRING);
    }

    /**
     * BIGINT UNSIGNED arrives as a decimal of 20 digits, and in a key without its declared type; a DECIMAL(20,0) in a
     * key is therefore taken for one too, as long as its value fits.
     */
    private static EventColumnType decimal(Schema schema, DeclaredType declared) {
        String scale = schema.parameters().getOrDefault(Decimal.SCALE_FIELD, "0");
        boolean looksUnsigned =
                scale.equals("0") && "20".equals(schema.parameters().get(PRECISION));
        if (declared.integer().isPresent() || (!declared.isKnown() && looksUnsigned)) {
            return EventColumnType.of(Type.UINT64, ValueWriters.UNSIGNED_DECIMAL);
        }
        int digits = Integer.parseInt(scale);
        OptionalInt size = digits < 0 ? OptionalInt.empty() : OptionalInt.of(digits);
        return new EventColumnType(Type.DECIMAL, size, ValueWriters.DECIMAL);
    }
}
