package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.DefaultProtocolVersion;
import com.datastax.oss.driver.api.core.data.CqlDuration;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import com.google.protobuf.ByteString;
import io.millrace.event.Column;
import io.millrace.event.Columns;
import io.millrace.event.Decimal;
import io.millrace.event.DurationValue;
import io.millrace.event.InvalidEventException;
import io.millrace.event.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.UUID;

/** The values that are not made of other values, from their form in the native protocol. */
final class ScalarReaders {
    private static final long MICROS_PER_MS = 1000;

    /** How Cassandra counts days: 2^31 is 1970-01-01. */
    private static final long EPOCH_DAY = 1L << 31;

    /** Up to here, no rule of the event can be broken. */
    private static final int USUAL_DECIMAL_BYTES = 64;

    private static final int USUAL_DECIMAL_SCALE = 1000;

    private ScalarReaders() {}

    static void bool(ByteBuffer bytes, Column.Builder column) {
        column.setBoolValue(bytes.get() != 0);
    }

    static void int8(ByteBuffer bytes, Column.Builder column) {
        column.setIntValue(bytes.get());
    }

    static void int16(ByteBuffer bytes, Column.Builder column) {
        column.setIntValue(bytes.getShort());
    }

    static void int32(ByteBuffer bytes, Column.Builder column) {
        column.setIntValue(bytes.getInt());
    }

    static void int64(ByteBuffer bytes, Column.Builder column) {
        column.setIntValue(bytes.getLong());
    }

    static void float32(ByteBuffer bytes, Column.Builder column) {
        column.setFloatValue(bytes.getFloat());
    }

    static void float64(ByteBuffer bytes, Column.Builder column) {
        column.setDoubleValue(bytes.getDouble());
    }

    static void varint(ByteBuffer bytes, Column.Builder column) throws UnreadableValueException {
        decimal(0, bytes, column);
    }

    static void decimal(ByteBuffer bytes, Column.Builder column) throws UnreadableValueException {
        decimal(bytes.getInt(), bytes, column);
    }

    private static void decimal(int scale, ByteBuffer bytes, Column.Builder column) throws UnreadableValueException {
        ByteString unscaled = ByteString.copyFrom(bytes);
        if (unscaled.size() > USUAL_DECIMAL_BYTES || Math.abs((long) scale) > USUAL_DECIMAL_SCALE) {
            try {
                Columns.of("", Type.DECIMAL, new BigDecimal(new BigInteger(unscaled.toByteArray()), scale));
            } catch (InvalidEventException e) {
                throw new UnreadableValueException(String.valueOf(e.getMessage()));
            }
        }
        column.setDecimalValue(Decimal.newBuilder().setScale(scale).setUnscaled(unscaled));
    }

    static void text(ByteBuffer bytes, Column.Builder column) {
        column.setStringValueBytes(ByteString.copyFrom(bytes));
    }

    static void blob(ByteBuffer bytes, Column.Builder column) {
        column.setBytesValue(ByteString.copyFrom(bytes));
    }

    static void uuid(ByteBuffer bytes, Column.Builder column) {
        column.setStringValue(new UUID(bytes.getLong(), bytes.getLong()).toString());
    }

    static void inet(ByteBuffer bytes, Column.Builder column) throws UnreadableValueException {
        byte[] address = new byte[bytes.remaining()];
        bytes.get(address);
        try {
            // The text that an application's publisher gives the address.
            column.setStringValue(
                    Columns.of("", Type.INET, InetAddress.getByAddress(address)).getStringValue());
        } catch (UnknownHostException e) {
            throw new UnreadableValueException("an address of " + address.length + " bytes is no inet");
        }
    }

    static void date(ByteBuffer bytes, Column.Builder column) {
        column.setIntValue(Integer.toUnsignedLong(bytes.getInt()) - EPOCH_DAY);
    }

    static void timestamp(ByteBuffer bytes, Column.Builder column) throws UnreadableValueException {
        long ms = bytes.getLong();
        try {
            column.setIntValue(Math.multiplyExact(ms, MICROS_PER_MS));
        } catch (ArithmeticException e) {
            throw new UnreadableValueException("the timestamp " + ms + " ms has no place in 64 bits of microseconds");
        }
    }

    static void duration(ByteBuffer bytes, Column.Builder column) throws UnreadableValueException {
        CqlDuration duration = TypeCodecs.DURATION.decode(bytes, DefaultProtocolVersion.V5);
        if (duration == null) {
            throw new UnreadableValueException("an empty duration");
        }
        column.setDurationValue(DurationValue.newBuilder()
                .setMonths(duration.getMonths())
                .setDays(duration.getDays())
                .setNanoseconds(duration.getNanoseconds()));
    }
}
