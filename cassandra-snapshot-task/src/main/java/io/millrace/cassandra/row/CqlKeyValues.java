package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.codec.TypeCodec;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import io.millrace.event.Column;
import io.millrace.event.Decimals;
import io.millrace.event.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Turns the key of an event into the values of a primary key, as {@link CqlTypeReaders#ofKey} read them. */
final class CqlKeyValues {
    /** Types of which a value follows from its text in a key. A DECIMAL's scale does not, for one. */
    private static final Map<DataType, Function<Column, Object>> TYPES = Map.ofEntries(
            Map.entry(DataTypes.ASCII, Column::getStringValue),
            Map.entry(DataTypes.TEXT, Column::getStringValue),
            Map.entry(DataTypes.BOOLEAN, column -> number(column).signum() != 0),
            Map.entry(DataTypes.TINYINT, column -> number(column).byteValueExact()),
            Map.entry(DataTypes.SMALLINT, column -> number(column).shortValueExact()),
            Map.entry(DataTypes.INT, column -> number(column).intValueExact()),
            Map.entry(DataTypes.BIGINT, column -> number(column).longValueExact()),
            Map.entry(DataTypes.VARINT, CqlKeyValues::number),
            Map.entry(DataTypes.BLOB, column -> column.getBytesValue().asReadOnlyByteBuffer()),
            Map.entry(DataTypes.UUID, column -> UUID.fromString(column.getStringValue())),
            Map.entry(DataTypes.TIMEUUID, column -> UUID.fromString(column.getStringValue())),
            Map.entry(DataTypes.INET, CqlKeyValues::address),
            Map.entry(DataTypes.DATE, column -> LocalDate.ofEpochDay(column.getIntValue())),
            Map.entry(DataTypes.TIME, column -> LocalTime.ofNanoOfDay(column.getIntValue())),
            Map.entry(DataTypes.TIMESTAMP, column -> Instant.EPOCH.plus(column.getIntValue(), ChronoUnit.MICROS)));

    private final List<DataType> types;

    /** @throws UnsupportedOperationException if rows cannot be looked up by such a key */
    CqlKeyValues(List<ColumnMetadata> keys) {
        for (ColumnMetadata key : keys) {
            if (!TYPES.containsKey(key.getType())) {
                throw new UnsupportedOperationException("Rows cannot be looked up by the keys that are in the index:"
                        + " column " + key.getName().asInternal() + " of the primary key has the type "
                        + key.getType().asCql(true, false) + ", whose exact value these do not have");
            }
        }
        types = keys.stream().map(ColumnMetadata::getType).toList();
    }

    /** The values in the native protocol; empty for a key that no row of the table can have. */
    Optional<List<ByteBuffer>> of(Row key) {
        if (key.getColumnsCount() != types.size()) {
            return Optional.empty();
        }
        List<ByteBuffer> values = new ArrayList<>();
        try {
            for (int i = 0; i < types.size(); i++) {
                values.add(encode(types.get(i), key.getColumns(i)));
            }
        } catch (ArithmeticException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
        return Optional.of(values);
    }

    private static ByteBuffer encode(DataType type, Column column) {
        TypeCodec<Object> codec = CodecRegistry.DEFAULT.codecFor(type);
        Object value = Objects.requireNonNull(TYPES.get(type)).apply(column);
        return Objects.requireNonNull(codec.encode(value, ProtocolVersion.DEFAULT));
    }

    private static BigInteger number(Column column) {
        return switch (column.getValueCase()) {
            case BOOL_VALUE -> column.getBoolValue() ? BigInteger.ONE : BigInteger.ZERO;
            case INT_VALUE -> BigInteger.valueOf(column.getIntValue());
            case UINT_VALUE -> new BigInteger(Long.toUnsignedString(column.getUintValue()));
            case DECIMAL_VALUE ->
                Decimals.toBigDecimal(column.getDecimalValue()).toBigIntegerExact();
            default -> new BigDecimal(column.getStringValue()).toBigIntegerExact();
        };
    }

    /** Without asking anybody for the address of a name. */
    private static InetAddress address(Column column) {
        String text = column.getStringValue();
        if (!text.matches("[0-9a-fA-F:.]+")) {
            throw new IllegalArgumentException(text + " is no address");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text + " is no address", e);
        }
    }
}
