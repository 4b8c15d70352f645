package io.millrace.benchmark.sink;

import com.google.protobuf.ByteString;
import io.millrace.benchmark.orders.Order;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Decimal;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.Snowflake;
import io.millrace.event.Source;
import io.millrace.event.Type;

/** Orders as the bridge would publish them: eight columns, about 330 bytes as a document. */
final class OrderEvents {
    /** A name that no other table of an external Manticore has. */
    static final String TABLE = "bench_orders";

    static final String WARM_UP = "bench_warm_up";

    private static final long BEGIN_MS = 1_767_225_600_000L;
    private static final long OF_UPDATES = 1_000_000_000;
    private static final long FIRST_ID = Snowflake.first(BEGIN_MS, 1);

    private OrderEvents() {}

    /** @param number from 1; it is the order's id */
    static ChangeEvent insert(String table, long number) {
        return event(table, number, 0, FIRST_ID + number, Operation.INSERT);
    }

    static ChangeEvent update(String table, long number) {
        return event(table, number, 1, FIRST_ID + OF_UPDATES + number, Operation.UPDATE);
    }

    private static ChangeEvent event(String table, long number, int version, long id, Operation operation) {
        Order order = Order.of(number, version);
        return ChangeEvent.newBuilder()
                .setId(id)
                .setOperation(operation)
                .setSource(Source.newBuilder()
                        .setConnector("mysql")
                        .setName("benchmark")
                        .setDatabase("shop")
                        .setTable(table)
                        .setCommitTimeUs(BEGIN_MS * 1000))
                .setKey(Row.newBuilder().addColumns(integer("id", Type.INT64, number)))
                .setAfter(Row.newBuilder()
                        .addColumns(integer("id", Type.INT64, number))
                        .addColumns(column("customer_id", Type.UINT32).setUintValue(order.customerId()))
                        .addColumns(column("reference", Type.STRING).setStringValue(order.reference()))
                        .addColumns(column("status", Type.ENUM).setStringValue(order.status()))
                        .addColumns(column("title", Type.TEXT).setStringValue(order.title()))
                        .addColumns(column("note", Type.TEXT)
                                .setStringValue(order.note().orElse("")))
                        .addColumns(integer("quantity", Type.INT32, order.quantity()))
                        .addColumns(column("price", Type.DECIMAL)
                                .setDecimalValue(Decimal.newBuilder()
                                        .setUnscaled(ByteString.copyFrom(
                                                order.price().unscaledValue().toByteArray()))
                                        .setScale(order.price().scale()))))
                .build();
    }

    private static Column.Builder integer(String name, Type type, long value) {
        return column(name, type).setIntValue(value);
    }

    private static Column.Builder column(String name, Type type) {
        return Column.newBuilder().setName(name).setType(type);
    }
}
