package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.DefaultProtocolVersion;
import com.datastax.oss.driver.api.core.data.CqlDuration;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import io.millrace.event.Column;
import io.millrace.event.Columns;
import io.millrace.event.Decimal;
import io.millrace.event.DurationValue;
import io.millrace.event.InvalidEventException;
import io.millrace.event.Type;
import io.millrace.event.WireOutput;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Reads the values of simple types from the native protocol. */
final class CqlScalarReaders {
    private static final long MICROS_PER_MS = 1000;

    /** Cassandra's day number for 1970-01-01. */
    private static final long EPOCH_DAY = 1L << 31;

    /** Decimals up to this size and scale are always valid in an event and need no check. */
    private static final int USUAL_DECIMAL_BYTES = 64;

    private static final int USUAL_DECIMAL_SCALE = 1000;

    private CqlScalarReaders() {}

    static void bool(ByteBuffer bytes, WireOutput out) {
        out.varint(Column.BOOL_VALUE_FIELD_NUMBER, bytes.get() == 0 ? 0 : 1);
    }

    static void int8(ByteBuffer bytes, WireOutput out) {
        integer(bytes.get(), out);
    }

    static void int16(ByteBuffer bytes, WireOutput out) {
        integer(bytes.getShort(), out);
    }

    static void int32(ByteBuffer bytes, WireOutput out) {
        integer(bytes.getInt(), out);
    }

    static void int64(ByteBuffer bytes, WireOutput out) {
        integer(bytes.getLong(), out);
    }

    static void float32(ByteBuffer bytes, WireOutput out) {
        out.fixed32(Column.FLOAT_VALUE_FIELD_NUMBER, bytes.getInt());
    }

    static void float64(ByteBuffer bytes, WireOutput out) {
        out.fixed64(Column.DOUBLE_VALUE_FIELD_NUMBER, bytes.getLong());
    }

    static void varint(ByteBuffer bytes, WireOutput out) throws RejectedRowException {
        decimal(0, bytes, out);
    }

    static void decimal(ByteBuffer bytes, WireOutput out) throws RejectedRowException {
        decimal(bytes.getInt(), bytes, out);
    }

    static void text(ByteBuffer bytes, WireOutput out) {
        out.field(Column.STRING_VALUE_FIELD_NUMBER, bytes);
    }

    static void blob(ByteBuffer bytes, WireOutput out) {
        out.field(Column.BYTES_VALUE_FIELD_NUMBER, bytes);
    }

    static void uuid(ByteBuffer bytes, WireOutput out) {
        ascii(new UUID(bytes.getLong(), bytes.getLong()).toString(), out);
    }

    static void inet(ByteBuffer bytes, WireOutput out) throws RejectedRowException {
        byte[] address = new byte[bytes.remaining()];
        bytes.get(address);
        try {
            // The same text as an application's publisher writes.
            Column column = Columns.of("", Type.INET, InetAddress.getByAddress(address));
            ascii(column.getStringValue(), out);
        } catch (UnknownHostException e) {
            throw new RejectedRowException("an inet address cannot have " + address.length + " bytes");
        }
    }

    static void date(ByteBuffer bytes, WireOutput out) {
        integer(Integer.toUnsignedLong(bytes.getInt()) - EPOCH_DAY, out);
    }

    static void timestamp(ByteBuffer bytes, WireOutput out) throws RejectedRowException {
        long ms = bytes.getLong();
        try {
            integer(Math.multiplyExact(ms, MICROS_PER_MS), out);
        } catch (ArithmeticException e) {
            throw new RejectedRowException("the timestamp " + ms + " ms does not fit into 64 bits of microseconds");
        }
    }

    static void duration(ByteBuffer bytes, WireOutput out) throws RejectedRowException {
        CqlDuration duration = TypeCodecs.DURATION.decode(bytes, DefaultProtocolVersion.V5);
        if (duration == null) {
            throw new RejectedRowException("the duration is empty");
        }
        int start = out.begin(Column.DURATION_VALUE_FIELD_NUMBER);
        signed(DurationValue.MONTHS_FIELD_NUMBER, duration.getMonths(), out);
        signed(DurationValue.DAYS_FIELD_NUMBER, duration.getDays(), out);
        signed(DurationValue.NANOSECONDS_FIELD_NUMBER, duration.getNanoseconds(), out);
        out.end(start);
    }

    private static void integer(long value, WireOutput out) {
        out.zigzag(Column.INT_VALUE_FIELD_NUMBER, value);
    }

    /** Writes a field of type sint32 or sint64, which is omitted when it is 0. */
    private static void signed(int field, long value, WireOutput out) {
        if (value != 0) {
            out.zigzag(field, value);
        }
    }

    private static void ascii(String text, WireOutput out) {
        out.field(Column.STRING_VALUE_FIELD_NUMBER, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void decimal(int scale, ByteBuffer unscaled, WireOutput out) throws RejectedRowException {
        if (unscaled.remaining() > USUAL_DECIMAL_BYTES || Math.abs((long) scale) > USUAL_DECIMAL_SCALE) {
            byte[] number = new byte[unscaled.remaining()];
            unscaled.duplicate().get(number);
            try {
                Columns.of("", Type.DECIMAL, new BigDecimal(new BigInteger(number), scale));
            } catch (InvalidEventException e) {
                throw new RejectedRowException(String.valueOf(e.getMessage()));
            }
        }
        int start = out.begin(Column.DECIMAL_VALUE_FIELD_NUMBER);
        out.field(Decimal.UNSCALED_FIELD_NUMBER, unscaled);
        signed(Decimal.SCALE_FIELD_NUMBER, scale, out);
        out.end(start);
    }
}
