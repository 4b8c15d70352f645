package io.millrace.state.letters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Decimal;
import io.millrace.event.FloatVector;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.Source;
import io.millrace.event.Type;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class ChangeEventJsonTest {
    @Test
    void columnsAreShownByNameAsPeopleWriteThem() {
        ChangeEvent event = ChangeEvent.newBuilder()
                .setId(-1)
                .setOperation(Operation.INSERT)
                .setSource(
                        Source.newBuilder().setName("mysql").setDatabase("shop").setTable("orders"))
                .setKey(Row.newBuilder().addColumns(column("id", Type.INT32).setIntValue(-5)))
                .setAfter(Row.newBuilder()
                        .addColumns(column("big", Type.UINT64).setUintValue(-1))
                        .addColumns(column("day", Type.DATE).setIntValue(1))
                        .addColumns(column("price", Type.DECIMAL)
                                .setDecimalValue(Decimal.newBuilder()
                                        .setUnscaled(ByteString.copyFrom(
                                                BigInteger.valueOf(1990).toByteArray()))
                                        .setScale(2)))
                        .addColumns(column("name", Type.STRING).setStringValue("abcdef"))
                        .addColumns(column("image", Type.BYTES).setBytesValue(ByteString.copyFrom(new byte[] {1, 2})))
                        .addColumns(column("vector", Type.FLOAT_VECTOR)
                                .setVectorValue(FloatVector.newBuilder().addValues(0.5f)))
                        .addColumns(column("nothing", Type.STRING)))
                .addLeftOut(column("huge", Type.BYTES))
                .build();

        JsonNode json = new ChangeEventJson(5).of(event);

        assertThat(json.path("id").asText()).isEqualTo("18446744073709551615");
        assertThat(json.path("operation").asText()).isEqualTo("INSERT");
        assertThat(json.path("key")).hasToString("{\"id\":-5}");
        assertThat(json.path("after"))
                .hasToString("{\"big\":18446744073709551615,\"day\":\"1970-01-02\",\"price\":19.90,"
                        + "\"name\":\"abcde… (6 characters)\",\"image\":\"0x010… (6 characters)\","
                        + "\"vector\":[0.5],\"nothing\":null}");
        assertThat(json.path("left_out")).hasToString("[\"huge\"]");
    }

    private static Column.Builder column(String name, Type type) {
        return Column.newBuilder().setName(name).setType(type);
    }
}
