package io.millrace.manticore;

import com.google.protobuf.ByteString;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Decimal;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.Source;
import io.millrace.event.Type;
import java.math.BigDecimal;
import java.util.List;

/** Makes events for tests. */
public final class Events {
    /** Unique, since other tests may use an external server at the same time. */
    public static final String TABLE = "it_products_" + ProcessHandle.current().pid();

    public static final String SUBJECT = "cdc.test.shop." + TABLE + ".0";

    private Events() {}

    public static ChangeEvent insert(long id, Column key, Column... others) {
        return event(id, Operation.INSERT, key).setAfter(row(key, others)).build();
    }

    public static ChangeEvent update(long id, Column key, Column... others) {
        return event(id, Operation.UPDATE, key).setAfter(row(key, others)).build();
    }

    public static ChangeEvent delete(long id, Column key) {
        return event(id, Operation.DELETE, key).build();
    }

    public static ChangeEvent truncate(long id) {
        return ChangeEvent.newBuilder()
                .setId(id)
                .setOperation(Operation.TRUNCATE)
                .setSource(source())
                .build();
    }

    public static Column int64(String name, long value) {
        return column(name, Type.INT64).setIntValue(value).build();
    }

    public static Column string(String name, String value) {
        return column(name, Type.STRING).setStringValue(value).build();
    }

    public static Column text(String name, String value) {
        return column(name, Type.TEXT).setStringValue(value).build();
    }

    public static Decimal decimal(String text) {
        BigDecimal value = new BigDecimal(text);
        return Decimal.newBuilder()
                .setUnscaled(ByteString.copyFrom(value.unscaledValue().toByteArray()))
                .setScale(value.scale())
                .build();
    }

    public static Column.Builder column(String name, Type type) {
        return Column.newBuilder().setName(name).setType(type);
    }

    public static Column nothing(String name, Type type) {
        return column(name, type).build();
    }

    private static ChangeEvent.Builder event(long id, Operation operation, Column key) {
        return ChangeEvent.newBuilder()
                .setId(id)
                .setOperation(operation)
                .setSource(source())
                .setKey(Row.newBuilder().addColumns(key));
    }

    private static Row row(Column key, Column... others) {
        return Row.newBuilder().addColumns(key).addAllColumns(List.of(others)).build();
    }

    private static Source source() {
        return Source.newBuilder()
                .setConnector("application")
                .setName("test")
                .setDatabase("shop")
                .setTable(TABLE)
                .build();
    }
}
