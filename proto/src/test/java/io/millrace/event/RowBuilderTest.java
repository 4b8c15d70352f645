package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RowBuilderTest {
    @Test
    void aColumnHasItsNameItsTypeAndItsValue() {
        Row row = RowBuilder.of()
                .int64("id", -7)
                .decimal("price", new BigDecimal("12.50"))
                .nullOf("sold_at", Type.TIMESTAMP)
                .build();

        assertThat(row.getColumnsList())
                .containsExactly(
                        Column.newBuilder()
                                .setName("id")
                                .setType(Type.INT64)
                                .setIntValue(-7)
                                .build(),
                        Column.newBuilder()
                                .setName("price")
                                .setType(Type.DECIMAL)
                                .setDecimalValue(Decimals.of(new BigDecimal("12.50")))
                                .build(),
                        Column.newBuilder()
                                .setName("sold_at")
                                .setType(Type.TIMESTAMP)
                                .build());
        assertThat(Decimals.toBigDecimal(row.getColumns(1).getDecimalValue())).isEqualTo(new BigDecimal("12.50"));
    }

    @Test
    void timesAreCutToMicroseconds() {
        Row row = RowBuilder.of()
                .timestamp("before_1970", Instant.ofEpochSecond(-1, 999_999_999))
                .time("negative", Duration.ofNanos(-1))
                .build();

        assertThat(row.getColumns(0).getIntValue()).isEqualTo(-1);
        assertThat(row.getColumns(1).getIntValue()).isEqualTo(-1);
    }

    @Test
    void theMembersOfASetAreJoinedByCommas() {
        Row row = RowBuilder.of().set("flags", List.of("a", "b")).build();

        assertThat(row.getColumns(0).getStringValue()).isEqualTo("a,b");
    }

    @Test
    void anUnsignedNumberTakesAll64Bits() {
        Row row = RowBuilder.of()
                .uint64("largest", BigInteger.TWO.pow(64).subtract(BigInteger.ONE))
                .build();

        assertThat(row.getColumns(0).getUintValue()).isEqualTo(-1);
    }

    static Stream<Arguments> valuesThatDoNotFit() {
        return Stream.of(
                Arguments.of(Type.INT8, 128),
                Arguments.of(Type.INT16, -32_769),
                Arguments.of(Type.INT32, 1L << 31),
                Arguments.of(Type.INT64, BigInteger.ONE.shiftLeft(63)),
                Arguments.of(Type.INT32, 1.0),
                Arguments.of(Type.UINT8, 256),
                Arguments.of(Type.UINT16, 65_536),
                Arguments.of(Type.UINT32, 1L << 32),
                Arguments.of(Type.UINT64, -1),
                Arguments.of(Type.UINT64, BigInteger.ONE.shiftLeft(64)),
                Arguments.of(Type.FLOAT, 0.1),
                Arguments.of(Type.DECIMAL, 0.1),
                Arguments.of(Type.DECIMAL, new BigDecimal("1e20000")),
                Arguments.of(Type.STRING, 1),
                Arguments.of(Type.STRING, "half of a pair: \ud83d"),
                Arguments.of(Type.SET, List.of(1)),
                Arguments.of(Type.UUID, "6fa459ea"),
                Arguments.of(Type.BYTES, "text"),
                Arguments.of(Type.DATE, LocalDate.MAX),
                Arguments.of(Type.TIMESTAMP, Instant.MAX),
                Arguments.of(Type.TIMESTAMP, LocalDate.EPOCH),
                Arguments.of(Type.GEOMETRY, Geometry.getDefaultInstance()),
                Arguments.of(Type.STRUCT, Row.getDefaultInstance()),
                Arguments.of(Type.TYPE_UNSPECIFIED, 1));
    }

    @ParameterizedTest
    @MethodSource("valuesThatDoNotFit")
    void aValueThatItsTypeCannotHoldIsRefusedByName(Type type, Object value) {
        assertThatThrownBy(() -> RowBuilder.of().value("colour", type, value))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("'colour'")
                .hasMessageContaining(type.name());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TYPE_UNSPECIFIED", "UNRECOGNIZED"})
    void everyTypeHasItsNull(Type type) {
        Row row = RowBuilder.of().nullOf("nothing", type).build();

        assertThat(row.getColumns(0).getType()).isEqualTo(type);
        assertThat(row.getColumns(0).getValueCase()).isEqualTo(Column.ValueCase.VALUE_NOT_SET);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TYPE_UNSPECIFIED", "UNRECOGNIZED"})
    void noTypeTakesAnObjectOfAForeignClass(Type type) {
        assertThatThrownBy(() -> RowBuilder.of().value("colour", type, new Object()))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void bytesAreCopied() {
        byte[] bytes = {1, 2, 3};
        Row row = RowBuilder.of()
                .bytes("array", bytes)
                .value("buffer", Type.BYTES, ByteBuffer.wrap(bytes, 1, 2))
                .build();
        bytes[1] = 9;

        assertThat(row.getColumns(0).getBytesValue().toByteArray()).containsExactly(1, 2, 3);
        assertThat(row.getColumns(1).getBytesValue().toByteArray()).containsExactly(2, 3);
    }

    @Test
    void aNameThatComesTwiceIsRefused() {
        assertThatThrownBy(RowBuilder.of().int8("id", 1).int8("id", 2)::build).hasMessageContaining("'id' twice");
    }

    @Test
    void aColumnWithoutANameIsRefused() {
        assertThatThrownBy(() -> RowBuilder.of().int8("", 1)).hasMessageContaining("no name");
    }

    @Test
    void anElementThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> Columns.list(Type.INT8, List.of(1, 1000))).hasMessageContaining("INT8");
        assertThatThrownBy(() -> Columns.map(Type.STRING, Type.INT8, Map.of("a", "b")))
                .hasMessageContaining("INT8");
    }
}
