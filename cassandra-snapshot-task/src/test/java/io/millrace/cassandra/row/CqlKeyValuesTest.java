package io.millrace.cassandra.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import com.datastax.oss.driver.internal.core.metadata.schema.DefaultColumnMetadata;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.WireOutput;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CqlKeyValuesTest {
    @Test
    void theKeyOfAnEventLeadsBackToTheValuesOfTheRow() throws Exception {
        Map<DataType, List<Object>> values = Map.ofEntries(
                Map.entry(DataTypes.ASCII, List.of("", "a\"b")),
                Map.entry(DataTypes.TEXT, List.of("Größe 年齢 😀")),
                Map.entry(DataTypes.BOOLEAN, List.of(true, false)),
                Map.entry(DataTypes.TINYINT, List.of(Byte.MIN_VALUE, Byte.MAX_VALUE)),
                Map.entry(DataTypes.SMALLINT, List.of(Short.MIN_VALUE, Short.MAX_VALUE)),
                Map.entry(DataTypes.INT, List.of(Integer.MIN_VALUE, 0, Integer.MAX_VALUE)),
                Map.entry(DataTypes.BIGINT, List.of(Long.MIN_VALUE, Long.MAX_VALUE)),
                Map.entry(
                        DataTypes.VARINT, List.of(BigInteger.ONE.shiftLeft(200).negate(), BigInteger.TEN)),
                Map.entry(DataTypes.BLOB, List.of(ByteBuffer.wrap(new byte[] {0, (byte) 0xff}))),
                Map.entry(DataTypes.UUID, List.of(UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"))),
                Map.entry(DataTypes.TIMEUUID, List.of(UUID.fromString("0f8fad5b-d9cb-169f-a165-70867728950e"))),
                Map.entry(
                        DataTypes.INET,
                        List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1"))),
                Map.entry(DataTypes.DATE, List.of(LocalDate.of(-4000, 5, 1), LocalDate.of(2026, 5, 1))),
                Map.entry(DataTypes.TIME, List.of(LocalTime.MIN, LocalTime.of(1, 2, 3, 4))),
                Map.entry(
                        DataTypes.TIMESTAMP,
                        List.of(Instant.parse("1812-05-01T12:00:00.001Z"), Instant.parse("2026-05-01T12:00:00Z"))));
        for (Map.Entry<DataType, List<Object>> each : values.entrySet()) {
            for (Object value : each.getValue()) {
                ByteBuffer bytes = encode(each.getKey(), value);
                WireOutput out = new WireOutput();
                CqlTypeReaders.ofKey(each.getKey()).named("id").read(Row.COLUMNS_FIELD_NUMBER, bytes.duplicate(), out);

                assertThat(of(each.getKey()).of(Row.parseFrom(out.take())))
                        .as(each.getKey() + " " + value)
                        .contains(List.of(bytes));
            }
        }
    }

    @Test
    void aValueThatTheTypeCannotHaveIsNoRowsKey() {
        assertThat(of(DataTypes.INT).of(RowBuilder.of().int64("id", 1L << 40).build()))
                .isEmpty();
        assertThat(of(DataTypes.INT)
                        .of(RowBuilder.of().decimal("id", new BigDecimal("0.5")).build()))
                .isEmpty();
        assertThat(of(DataTypes.UUID).of(RowBuilder.of().string("id", "x").build()))
                .isEmpty();
        assertThat(of(DataTypes.INET)
                        .of(RowBuilder.of().string("id", "example.org").build()))
                .isEmpty();
        assertThat(of(DataTypes.ASCII).of(RowBuilder.of().string("id", "ü").build()))
                .isEmpty();
        assertThat(of(DataTypes.INT)
                        .of(RowBuilder.of().int32("a", 1).int32("b", 2).build()))
                .isEmpty();
    }

    @Test
    void anIntegerMayHaveAnotherWidth() {
        assertThat(of(DataTypes.INT).of(RowBuilder.of().int64("id", 7).build()))
                .contains(List.of(encode(DataTypes.INT, 7)));
    }

    @Test
    void aTypeWhoseValueIsNotInTheIndexIsRefusedByName() {
        assertThatThrownBy(() -> of(DataTypes.DECIMAL))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("column id")
                .hasMessageContaining("decimal");
    }

    private static ByteBuffer encode(DataType type, Object value) {
        return CodecRegistry.DEFAULT.codecFor(type).encode(value, ProtocolVersion.DEFAULT);
    }

    private static CqlKeyValues of(DataType type) {
        CqlIdentifier name = CqlIdentifier.fromInternal("id");
        ColumnMetadata column = new DefaultColumnMetadata(name, name, name, type, false);
        return new CqlKeyValues(List.of(column));
    }
}
