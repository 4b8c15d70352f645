package io.millrace.manticore.mapping;

import io.millrace.event.Column;
import io.millrace.event.Type;
import io.millrace.manticore.document.ManticoreType;
import java.util.Optional;

/**
 * The types of columns that this connector creates: every value of the source has one, in a form that can be filtered and
 * sorted by.
 */
final class DefaultTypes {
    private DefaultTypes() {}

    /**
     * Empty for what is only stored on request: bytes, and a vector of unknown length.
     *
     * @param scaleDeclared whether all decimals of a column have its scale
     */
    static Optional<ManticoreType> of(Column column, boolean scaleDeclared) {
        return switch (type(column, scaleDeclared)) {
            case BOOL -> Optional.of(ManticoreType.BOOL);
            // Manticore's int has no sign.
            case INT8, INT16, INT32, INT64, UINT64, BITS -> Optional.of(ManticoreType.BIGINT);
            case UINT8, UINT16, UINT32, YEAR -> Optional.of(ManticoreType.UINT);
            // Manticore has no wider type that sorts and computes with fractions.
            case FLOAT, DOUBLE, DECIMAL -> Optional.of(ManticoreType.FLOAT);
            case STRING, ENUM -> Optional.of(ManticoreType.INDEXED_STRING);
            case TEXT -> Optional.of(ManticoreType.TEXT);
            // A timestamp has no sign and ends in 2106; date functions take a bigint of seconds too.
            case DATE, DATETIME, TIMESTAMP -> Optional.of(ManticoreType.BIGINT);
            case TIME, TIME_OF_DAY, UUID, INET, DURATION -> Optional.of(ManticoreType.STRING);
            // A multi would lose the order and the repeats of a list.
            case SET, JSON, GEOMETRY, LIST, MAP, STRUCT -> Optional.of(ManticoreType.JSON);
            case FLOAT_VECTOR ->
                dimensions(column) > 0 ? Optional.of(ManticoreType.vector(dimensions(column))) : Optional.empty();
            case BYTES, TYPE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    /**
     * The type of a column; by its value when the event is of a newer version than this reader. A DECIMAL that is declared
     * without a fraction is an integer.
     */
    static Type type(Column column, boolean scaleDeclared) {
        Type type = column.getType();
        if (type == Type.DECIMAL && scaleDeclared) {
            boolean whole = column.hasDecimalValue()
                    ? column.getDecimalValue().getScale() == 0
                    : column.hasSize() && column.getSize() == 0;
            return decimal(whole, true);
        }
        if (type != Type.TYPE_UNSPECIFIED && type != Type.UNRECOGNIZED) {
            return type;
        }
        return switch (column.getValueCase()) {
            case BOOL_VALUE -> Type.BOOL;
            case INT_VALUE -> Type.INT64;
            case UINT_VALUE -> Type.UINT64;
            case FLOAT_VALUE -> Type.FLOAT;
            case DOUBLE_VALUE -> Type.DOUBLE;
            case DECIMAL_VALUE -> Type.DECIMAL;
            case STRING_VALUE -> Type.STRING;
            case BYTES_VALUE -> Type.BYTES;
            case GEOMETRY_VALUE -> Type.GEOMETRY;
            case VECTOR_VALUE -> Type.FLOAT_VECTOR;
            case LIST_VALUE -> Type.LIST;
            case MAP_VALUE -> Type.MAP;
            case STRUCT_VALUE -> Type.STRUCT;
            case DURATION_VALUE -> Type.DURATION;
            case VALUE_NOT_SET -> Type.TYPE_UNSPECIFIED;
        };
    }

    /** The type of a DECIMAL, by whether its scale is known to be 0. */
    static Type decimal(boolean whole, boolean scaleDeclared) {
        return whole && scaleDeclared ? Type.INT64 : Type.DECIMAL;
    }

    private static int dimensions(Column column) {
        return column.hasSize() ? column.getSize() : column.getVectorValue().getValuesCount();
    }
}
