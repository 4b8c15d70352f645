package io.millrace.manticore.mapping;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.millrace.event.Column;
import io.millrace.event.Column.ValueCase;
import io.millrace.event.ColumnRules;
import io.millrace.event.Decimal;
import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.encoding.SourceValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The value of a column in the bytes of an event, for those kinds of values that are not messages of columns. One object
 * reads all columns, one after the other, so that none has to be made for each.
 */
final class WireValue implements SourceValue {
    private static final int SIZE = Column.SIZE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
    private static final int UNSCALED = Decimal.UNSCALED_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int SCALE = Decimal.SCALE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;

    private Type type = Type.TYPE_UNSPECIFIED;
    private ValueCase kind = ValueCase.VALUE_NOT_SET;
    private boolean whole;
    private long number;
    private double fraction;
    private byte[] bytes = {};
    private boolean plain;
    private BigDecimal decimal = BigDecimal.ZERO;

    /** Whether values of a kind can be read. */
    static boolean reads(ValueCase kind) {
        return switch (kind) {
            case BOOL_VALUE,
                    INT_VALUE,
                    UINT_VALUE,
                    FLOAT_VALUE,
                    DOUBLE_VALUE,
                    DECIMAL_VALUE,
                    STRING_VALUE,
                    BYTES_VALUE -> true;
            case GEOMETRY_VALUE, VECTOR_VALUE, LIST_VALUE, MAP_VALUE, STRUCT_VALUE, DURATION_VALUE, VALUE_NOT_SET ->
                false;
        };
    }

    /** How a value of a kind begins. */
    static int tag(ValueCase kind) {
        int wireType = switch (kind) {
            case BOOL_VALUE, INT_VALUE, UINT_VALUE -> WireFormat.WIRETYPE_VARINT;
            case FLOAT_VALUE -> WireFormat.WIRETYPE_FIXED32;
            case DOUBLE_VALUE -> WireFormat.WIRETYPE_FIXED64;
            default -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
        };
        return kind.getNumber() << 3 | wireType;
    }

    /**
     * Reads the rest of a column, after its name and type.
     *
     * @param expected the kind of values that the type has
     * @param tag how they begin
     * @param wanted whether the value is used; if not, it is only skipped
     * @return false if there is anything else than a value that the type can have, or a NULL
     */
    boolean read(CodedInputStream in, Type columnType, ValueCase expected, int tag, boolean wanted) throws IOException {
        type = columnType;
        kind = ValueCase.VALUE_NOT_SET;
        whole = false;
        int found = in.readTag();
        if (found == SIZE) {
            whole = in.readUInt32() == 0;
            return in.isAtEnd();
        }
        if (found == 0) {
            return true;
        }
        if (found != tag) {
            return false;
        }
        if (!wanted) {
            return in.skipField(tag) && in.isAtEnd();
        }
        kind = expected;
        return content(in) && in.isAtEnd();
    }

    private boolean content(CodedInputStream in) throws IOException {
        switch (kind) {
            case BOOL_VALUE -> number = in.readBool() ? 1 : 0;
            case INT_VALUE -> number = in.readSInt64();
            case UINT_VALUE -> number = in.readUInt64();
            case FLOAT_VALUE -> fraction = in.readFloat();
            case DOUBLE_VALUE -> fraction = in.readDouble();
            case STRING_VALUE -> {
                bytes = in.readByteArray();
                plain = JsonBuffer.isPlain(bytes);
                return UnsafeByteOperations.unsafeWrap(bytes).isValidUtf8();
            }
            case BYTES_VALUE -> bytes = in.readByteArray();
            default -> {
                return decimal(in);
            }
        }
        return kind != ValueCase.INT_VALUE && kind != ValueCase.UINT_VALUE || ColumnRules.isInRange(type, number);
    }

    private boolean decimal(CodedInputStream in) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        boolean unscaledFirst = in.readTag() == UNSCALED;
        byte[] unscaled = unscaledFirst ? in.readByteArray() : new byte[0];
        int next = unscaledFirst ? in.readTag() : 0;
        int scale = next == SCALE ? in.readSInt32() : 0;
        boolean good = (next == 0 || next == SCALE)
                && in.isAtEnd()
                && unscaled.length > 0
                && unscaled.length <= ColumnRules.MAX_DECIMAL_BYTES
                && Math.abs((long) scale) <= ColumnRules.MAX_DECIMAL_SCALE;
        if (good) {
            whole = scale == 0;
            decimal = new BigDecimal(new BigInteger(unscaled), scale);
            in.popLimit(outer);
        }
        return good;
    }

    /** Whether it is a DECIMAL, or a NULL, of scale 0. */
    boolean isWhole() {
        return whole;
    }

    @Override
    public Type type() {
        return type;
    }

    @Override
    public ValueCase kind() {
        return kind;
    }

    @Override
    public boolean booleanValue() {
        return number != 0;
    }

    @Override
    public long longValue() {
        return number;
    }

    @Override
    public float floatValue() {
        return (float) fraction;
    }

    @Override
    public double doubleValue() {
        return fraction;
    }

    @Override
    public BigDecimal decimalValue() {
        return decimal;
    }

    @Override
    public String stringValue() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean appendPlain(JsonBuffer out) {
        boolean appended = plain && kind == ValueCase.STRING_VALUE;
        if (appended) {
            out.append('"').append(bytes).append('"');
        }
        return appended;
    }

    @Override
    public byte[] bytesValue() {
        return bytes;
    }
}
