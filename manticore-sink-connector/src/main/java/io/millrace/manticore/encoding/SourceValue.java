package io.millrace.manticore.encoding;

import io.millrace.event.Column.ValueCase;
import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalInt;

/**
 * A value of a source column, as encoders take it from whatever holds it. Only the getters of its {@link #kind} may be
 * called; the others throw.
 */
public interface SourceValue {
    /** The type of the source column. */
    Type type();

    /** How the value is represented. */
    ValueCase kind();

    /** A BOOL_VALUE. */
    default boolean booleanValue() {
        throw unexpected();
    }

    /** An INT_VALUE, or a UINT_VALUE in 64 bits without a sign. */
    default long longValue() {
        throw unexpected();
    }

    /** A FLOAT_VALUE. */
    default float floatValue() {
        throw unexpected();
    }

    /** A DOUBLE_VALUE. */
    default double doubleValue() {
        throw unexpected();
    }

    /** A DECIMAL_VALUE. */
    default BigDecimal decimalValue() {
        throw unexpected();
    }

    /** A STRING_VALUE. */
    default String stringValue() {
        throw unexpected();
    }

    /** Appends a STRING_VALUE as a JSON string if it is the same there and need not be decoded first; else returns false. */
    default boolean appendPlain(JsonBuffer out) {
        return false;
    }

    /** A BYTES_VALUE, or the well-known binary of a GEOMETRY_VALUE. */
    default byte[] bytesValue() {
        throw unexpected();
    }

    /** The reference system of a GEOMETRY_VALUE. */
    default OptionalInt srid() {
        throw unexpected();
    }

    /** A VECTOR_VALUE. */
    default float[] vectorValue() {
        throw unexpected();
    }

    /** How many dimensions the column of a VECTOR_VALUE has, where the value has fewer. */
    default OptionalInt declaredDimensions() {
        return OptionalInt.empty();
    }

    /** A DURATION_VALUE. */
    default CalendarDuration durationValue() {
        throw unexpected();
    }

    /** The elements of a LIST_VALUE. */
    default List<SourceValue> elements() {
        throw unexpected();
    }

    /** The entries of a MAP_VALUE, or the fields of a STRUCT_VALUE with their names as keys. */
    default List<Member> members() {
        throw unexpected();
    }

    private IllegalStateException unexpected() {
        return new IllegalStateException("Not a getter for a value of kind " + kind());
    }

    /** Months and days have no fixed length. */
    record CalendarDuration(int months, int days, long nanoseconds) {}

    /** A part of a map or struct. */
    record Member(SourceValue key, SourceValue value) {}

    /** A text that stands for itself, a map's key or a number in digits. */
    record Text(String stringValue) implements SourceValue {
        @Override
        public Type type() {
            return Type.STRING;
        }

        @Override
        public ValueCase kind() {
            return ValueCase.STRING_VALUE;
        }
    }

    /** A number with a fraction. */
    record Fraction(double doubleValue) implements SourceValue {
        @Override
        public Type type() {
            return Type.DOUBLE;
        }

        @Override
        public ValueCase kind() {
            return ValueCase.DOUBLE_VALUE;
        }
    }
}
