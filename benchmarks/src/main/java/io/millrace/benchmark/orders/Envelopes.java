package io.millrace.benchmark.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Creates the records that Debezium would emit for a table's changes. */
public final class Envelopes {
    public static final String SOURCE = "mysql";
    public static final String DATABASE = "shop";

    private static final int WIDE = 100;

    private final String table;
    private final List<Cell> cells;
    private final Schema keySchema;
    private final Schema rowSchema;
    private final Schema schema;
    private final SourceBlock source = new SourceBlock();

    /**
     * A column of the table.
     *
     * @param shift a repeated column takes its value from another order, this many thousands further on
     */
    private record Cell(String name, OrderColumn column, int shift) {}

    private Envelopes(String table, List<Cell> cells, boolean declaredTypes) {
        this.table = table;
        this.cells = cells;
        String topic = SOURCE + '.' + DATABASE + '.' + table;
        keySchema = SchemaBuilder.struct()
                .name(topic + ".Key")
                .field("id", Schema.INT64_SCHEMA)
                .build();
        SchemaBuilder row = SchemaBuilder.struct().name(topic + ".Value").optional();
        cells.forEach(cell -> row.field(cell.name(), cell.column().schema(declaredTypes)));
        rowSchema = row.build();
        schema = SchemaBuilder.struct()
                .name(topic + ".Envelope")
                .version(2)
                .field("before", rowSchema)
                .field("after", rowSchema)
                .field("source", SourceBlock.SCHEMA)
                .field("transaction", SourceBlock.TRANSACTION_SCHEMA)
                .field("op", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
                .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
                .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
                .build();
    }

    /**
     * Five columns.
     *
     * @param declaredTypes whether the schemas contain the declared types, as with {@code column.propagate.source.type}
     */
    public static Envelopes narrow(boolean declaredTypes) {
        return of(
                "flags",
                List.of(
                        OrderColumn.ID,
                        OrderColumn.REFERENCE,
                        OrderColumn.QUANTITY,
                        OrderColumn.PAID,
                        OrderColumn.PLACED_AT),
                declaredTypes);
    }

    /** Eleven columns: orders. */
    public static Envelopes typical(boolean declaredTypes) {
        return of("orders", List.of(OrderColumn.values()), declaredTypes);
    }

    /** A hundred columns. */
    public static Envelopes wide(boolean declaredTypes) {
        OrderColumn[] columns = OrderColumn.values();
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < WIDE; i++) {
            OrderColumn column = columns[i % columns.length];
            int shift = i / columns.length;
            cells.add(new Cell(shift == 0 ? column.columnName() : column.columnName() + '_' + shift, column, shift));
        }
        return new Envelopes("wide", cells, declaredTypes);
    }

    private static Envelopes of(String table, List<OrderColumn> columns, boolean declaredTypes) {
        return new Envelopes(
                table,
                columns.stream()
                        .map(column -> new Cell(column.columnName(), column, 0))
                        .toList(),
                declaredTypes);
    }

    public Schema keySchema() {
        return keySchema;
    }

    public Schema schema() {
        return schema;
    }

    public Struct key(long number) {
        return new Struct(keySchema).put("id", number);
    }

    /** @param version 0 for the row's insert, otherwise the number of its update; the change has no {@code before} */
    public Struct change(long number, int version) {
        long timeMs = SourceBlock.BEGIN_MS + version * 60_000L + number / 50;
        return new Struct(schema)
                .put("after", row(number, version))
                .put("source", source.of(table, number, timeMs))
                .put("op", version == 0 ? "c" : "u")
                .put("ts_ms", timeMs)
                .put("ts_us", timeMs * 1_000)
                .put("ts_ns", timeMs * 1_000_000);
    }

    private Struct row(long number, int version) {
        List<Order> orders = IntStream.rangeClosed(
                        0, cells.get(cells.size() - 1).shift())
                .mapToObj(shift -> Order.of(number + shift * 1_000L, version))
                .toList();
        Struct row = new Struct(rowSchema);
        cells.forEach(cell -> row.put(cell.name(), cell.column().valueIn(orders.get(cell.shift()))));
        return row;
    }
}
