package io.millrace.benchmark.orders;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** A column as Debezium's MySQL connector delivers it. */
enum OrderColumn {
    ID("BIGINT", SchemaBuilder::int64, Order::id),
    CUSTOMER_ID("INT UNSIGNED", SchemaBuilder::int64, Order::customerId),
    REFERENCE("VARCHAR", 32, SchemaBuilder::string, Order::reference),
    STATUS(
            "ENUM",
            1,
            () -> named(SchemaBuilder.string(), "io.debezium.data.Enum")
                    .parameter("allowed", "new,paid,shipped,cancelled"),
            Order::status),
    TITLE("VARCHAR", 200, SchemaBuilder::string, Order::title),
    NOTE("TEXT", () -> SchemaBuilder.string().optional(), order -> order.note().orElse(null)),
    QUANTITY("INT", SchemaBuilder::int32, Order::quantity),
    PRICE("DECIMAL", 12, () -> Decimal.builder(2).parameter("connect.decimal.precision", "12"), Order::price),
    PAID("TINYINT", 1, SchemaBuilder::int16, order -> (short) (order.paid() ? 1 : 0)),
    PLACED_AT(
            "DATETIME",
            6,
            () -> named(SchemaBuilder.int64(), "io.debezium.time.MicroTimestamp"),
            order -> ChronoUnit.MICROS.between(Instant.EPOCH, order.placedAt())),
    CHANGED_AT(
            "TIMESTAMP",
            6,
            () -> named(SchemaBuilder.string(), "io.debezium.time.ZonedTimestamp"),
            order -> DateTimeFormatter.ISO_INSTANT.format(order.changedAt()));

    private final String declaredType;
    private final OptionalInt length;
    private final Supplier<SchemaBuilder> schema;
    private final Function<Order, @Nullable Object> value;

    OrderColumn(String declaredType, Supplier<SchemaBuilder> schema, Function<Order, @Nullable Object> value) {
        this(declaredType, OptionalInt.empty(), schema, value);
    }

    OrderColumn(
            String declaredType, int length, Supplier<SchemaBuilder> schema, Function<Order, @Nullable Object> value) {
        this(declaredType, OptionalInt.of(length), schema, value);
    }

    OrderColumn(
            String declaredType,
            OptionalInt length,
            Supplier<SchemaBuilder> schema,
            Function<Order, @Nullable Object> value) {
        this.declaredType = declaredType;
        this.length = length;
        this.schema = schema;
        this.value = value;
    }

    String columnName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param declared whether to include the column's declared type, as with {@code column.propagate.source.type} */
    Schema schema(boolean declared) {
        SchemaBuilder builder = schema.get();
        if (declared) {
            builder.parameters(Map.of("__debezium.source.column.type", declaredType));
            length.ifPresent(each -> builder.parameter("__debezium.source.column.length", Integer.toString(each)));
        }
        return builder.build();
    }

    @Nullable
    Object valueIn(Order order) {
        return value.apply(order);
    }

    private static SchemaBuilder named(SchemaBuilder builder, String name) {
        return builder.name(name).version(1);
    }
}
