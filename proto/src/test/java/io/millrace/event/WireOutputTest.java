package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WireOutputTest {
    private final WireOutput out = new WireOutput();

    @Test
    void fieldsAreWrittenAsTheGeneratedClassesWriteThem() {
        Column text = Column.newBuilder()
                .setName("größe")
                .setType(Type.STRING)
                .setStringValue("\uD83D\uDC1F")
                .build();
        out.field(Column.NAME_FIELD_NUMBER, "größe");
        out.varint(Column.TYPE_FIELD_NUMBER, Type.STRING_VALUE);
        out.field(Column.STRING_VALUE_FIELD_NUMBER, ByteBuffer.wrap("\uD83D\uDC1F".getBytes(StandardCharsets.UTF_8)));
        assertThat(out.take()).isEqualTo(text.toByteArray());

        out.zigzag(Column.INT_VALUE_FIELD_NUMBER, Long.MIN_VALUE);
        assertThat(out.take())
                .isEqualTo(
                        Column.newBuilder().setIntValue(Long.MIN_VALUE).build().toByteArray());

        out.fixed64(Column.DOUBLE_VALUE_FIELD_NUMBER, Double.doubleToRawLongBits(-0.1));
        assertThat(out.take())
                .isEqualTo(Column.newBuilder().setDoubleValue(-0.1).build().toByteArray());

        out.fixed32(Column.FLOAT_VALUE_FIELD_NUMBER, Float.floatToRawIntBits(1.5f));
        assertThat(out.take())
                .isEqualTo(Column.newBuilder().setFloatValue(1.5f).build().toByteArray());

        out.varint(Column.UINT_VALUE_FIELD_NUMBER, -1);
        assertThat(out.take())
                .isEqualTo(Column.newBuilder().setUintValue(-1).build().toByteArray());
    }

    /** The length of the inner message takes from one byte to four, and the buffer grows. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 126, 127, 128, 8 << 10, 16_383, 16_384, 3 << 20})
    void messagesWithinMessages(int size) {
        byte[] payload = "x".repeat(size).getBytes(StandardCharsets.UTF_8);
        Row row = Row.newBuilder()
                .addColumns(Column.newBuilder().setName("a").setStringValue("x".repeat(size)))
                .addColumns(Column.newBuilder().setName("b"))
                .build();

        for (int i = 0; i < 2; i++) {
            int event = out.begin(ChangeEvent.AFTER_FIELD_NUMBER);
            int first = out.begin(Row.COLUMNS_FIELD_NUMBER);
            out.field(Column.NAME_FIELD_NUMBER, "a");
            out.field(Column.STRING_VALUE_FIELD_NUMBER, payload);
            out.end(first);
            int second = out.begin(Row.COLUMNS_FIELD_NUMBER);
            out.raw(Column.newBuilder().setName("b").build().toByteArray());
            out.end(second);
            out.end(event);
            assertThat(out.take())
                    .isEqualTo(ChangeEvent.newBuilder().setAfter(row).build().toByteArray());
        }
    }

    @Test
    void whatWasWrittenLastCanBeForgotten() {
        out.varint(1, 7);
        int kept = out.size();
        out.varint(2, 300);
        out.cutTo(kept);
        assertThat(out.copy(0, out.size())).containsExactly(1 << 3, 7);
        assertThat(out.take()).containsExactly(1 << 3, 7);
        assertThat(out.take()).isEmpty();
    }

    @Test
    void nothingBeyondTheLimitIsWritten() {
        WireOutput limited = new WireOutput(20_000);
        limited.field(1, new byte[15_000]);

        assertThatThrownBy(() -> limited.field(1, new byte[15_000])).isInstanceOf(WireOutput.LimitException.class);
        assertThatThrownBy(() -> limited.field(1, "x".repeat(15_000))).isInstanceOf(WireOutput.LimitException.class);
        assertThatThrownBy(() -> limited.field(1, ByteBuffer.allocate(15_000)))
                .isInstanceOf(WireOutput.LimitException.class);
        limited.cutTo(0);
        limited.field(1, new byte[15_000]);
        assertThat(limited.take()).hasSize(15_003);
    }
}
