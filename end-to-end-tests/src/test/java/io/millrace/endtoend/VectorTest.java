package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bridge.ChangeEventConverter;
import io.millrace.event.OtherRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** VECTOR, which needs MySQL 9, from the schema and values that Debezium creates for it. */
class VectorTest {
    private static final String DEBEZIUM = "io.debezium.data.vector.FloatVector";

    private final ChangeEventConverter converter = new ChangeEventConverter();

    VectorTest() {
        converter.configure(Map.of(), false);
    }

    @Test
    void aVectorIsInTheEventAndGoesBack() throws Exception {
        Schema vector = ((SchemaBuilder) DebeziumTask.call(DEBEZIUM, "builder", List.of()))
                .optional()
                .parameter("__debezium.source.column.type", "VECTOR")
                .parameter("__debezium.source.column.length", "3")
                .build();
        // What Debezium sends beside rows is a row without an envelope around it.
        Schema row = SchemaBuilder.struct()
                .name("io.debezium.Example")
                .field("given", vector)
                .field("absent", vector)
                .build();
        byte[] stored = ByteBuffer.allocate(3 * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.1f)
                .putFloat(-3.4028235e38f)
                .putFloat(1.4e-45f)
                .array();
        Object floats = DebeziumTask.call(
                DEBEZIUM, "fromLogical", List.of(Field.class, byte[].class), row.field("given"), stored);

        byte[] bytes =
                Objects.requireNonNull(converter.fromConnectData("topic", row, new Struct(row).put("given", floats)));

        assertThat(OtherRecord.parseFrom(bytes).getValue().getColumnsList())
                .extracting(EventText::of)
                .containsExactly("FLOAT_VECTOR [0.1, -3.4028235E38, 1.4E-45]", "FLOAT_VECTOR NULL of size 3");
        SchemaAndValue back = converter.toConnectData("topic", bytes);
        assertThat(((Struct) Objects.requireNonNull(back.value())).get("given")).isEqualTo(floats);
        assertThat(back.schema().field("given").schema().name()).isEqualTo(vector.name());
    }
}
