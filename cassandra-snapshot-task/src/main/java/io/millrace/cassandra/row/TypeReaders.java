package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.ListType;
import com.datastax.oss.driver.api.core.type.MapType;
import com.datastax.oss.driver.api.core.type.SetType;
import com.datastax.oss.driver.api.core.type.TupleType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import com.datastax.oss.driver.api.core.type.VectorType;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import io.millrace.event.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which {@link Type} a CQL type becomes, and how its values are read. */
final class TypeReaders {
    private static final Map<DataType, ColumnReader> SCALARS = scalars();

    private TypeReaders() {}

    /** A column of the primary key: its text is compared as a whole. */
    static ColumnReader ofKey(DataType type) {
        return type.equals(DataTypes.TEXT) ? ColumnReader.of(Type.STRING, ScalarReaders::text) : of(type);
    }

    static ColumnReader of(DataType type) {
        ColumnReader scalar = SCALARS.get(type);
        if (scalar != null) {
            return scalar;
        }
        if (type instanceof ListType list) {
            return ColumnReader.of(Type.LIST, CompositeReaders.list(of(list.getElementType())));
        }
        if (type instanceof SetType set) {
            return ColumnReader.of(Type.LIST, CompositeReaders.list(of(set.getElementType())));
        }
        if (type instanceof MapType map) {
            return ColumnReader.of(Type.MAP, CompositeReaders.map(of(map.getKeyType()), of(map.getValueType())));
        }
        if (type instanceof TupleType tuple) {
            return ColumnReader.of(Type.STRUCT, CompositeReaders.struct(fieldsOf(tuple)));
        }
        if (type instanceof UserDefinedType udt) {
            return ColumnReader.of(Type.STRUCT, CompositeReaders.struct(fieldsOf(udt)));
        }
        if (type instanceof VectorType vector) {
            return ofVector(vector);
        }
        // A class of the cluster's own: nobody here knows its bytes.
        return ColumnReader.of(Type.BYTES, ScalarReaders::blob);
    }

    private static ColumnReader ofVector(VectorType vector) {
        if (vector.getElementType().equals(DataTypes.FLOAT)) {
            return ColumnReader.of(Type.FLOAT_VECTOR, CompositeReaders.floats(vector.getDimensions()))
                    .withNullSize(vector.getDimensions());
        }
        Optional<Integer> size =
                CodecRegistry.DEFAULT.codecFor(vector.getElementType()).serializedSize();
        return ColumnReader.of(
                Type.LIST,
                CompositeReaders.vector(
                        of(vector.getElementType()),
                        vector.getDimensions(),
                        size.map(OptionalInt::of).orElseGet(OptionalInt::empty)));
    }

    private static List<ColumnReader> fieldsOf(TupleType tuple) {
        List<ColumnReader> fields = new ArrayList<>();
        for (DataType type : tuple.getComponentTypes()) {
            fields.add(of(type).named(Integer.toString(fields.size())));
        }
        return fields;
    }

    private static List<ColumnReader> fieldsOf(UserDefinedType udt) {
        List<ColumnReader> fields = new ArrayList<>();
        for (DataType type : udt.getFieldTypes()) {
            fields.add(of(type).named(udt.getFieldNames().get(fields.size()).asInternal()));
        }
        return fields;
    }

    private static Map<DataType, ColumnReader> scalars() {
        Map<DataType, ColumnReader> readers = new HashMap<>();
        readers.put(DataTypes.BOOLEAN, ColumnReader.of(Type.BOOL, ScalarReaders::bool));
        readers.put(DataTypes.TINYINT, ColumnReader.of(Type.INT8, ScalarReaders::int8));
        readers.put(DataTypes.SMALLINT, ColumnReader.of(Type.INT16, ScalarReaders::int16));
        readers.put(DataTypes.INT, ColumnReader.of(Type.INT32, ScalarReaders::int32));
        readers.put(DataTypes.BIGINT, ColumnReader.of(Type.INT64, ScalarReaders::int64));
        readers.put(DataTypes.COUNTER, ColumnReader.of(Type.INT64, ScalarReaders::int64));
        readers.put(DataTypes.FLOAT, ColumnReader.of(Type.FLOAT, ScalarReaders::float32));
        readers.put(DataTypes.DOUBLE, ColumnReader.of(Type.DOUBLE, ScalarReaders::float64));
        readers.put(DataTypes.VARINT, ColumnReader.of(Type.DECIMAL, ScalarReaders::varint));
        readers.put(DataTypes.DECIMAL, ColumnReader.of(Type.DECIMAL, ScalarReaders::decimal));
        readers.put(DataTypes.ASCII, ColumnReader.of(Type.STRING, ScalarReaders::text));
        readers.put(DataTypes.TEXT, ColumnReader.of(Type.TEXT, ScalarReaders::text));
        readers.put(DataTypes.BLOB, ColumnReader.of(Type.BYTES, ScalarReaders::blob));
        readers.put(DataTypes.UUID, ColumnReader.of(Type.UUID, ScalarReaders::uuid));
        readers.put(DataTypes.TIMEUUID, ColumnReader.of(Type.UUID, ScalarReaders::uuid));
        readers.put(DataTypes.INET, ColumnReader.of(Type.INET, ScalarReaders::inet));
        readers.put(DataTypes.DATE, ColumnReader.of(Type.DATE, ScalarReaders::date));
        readers.put(DataTypes.TIME, ColumnReader.of(Type.TIME_OF_DAY, ScalarReaders::int64));
        readers.put(DataTypes.TIMESTAMP, ColumnReader.of(Type.TIMESTAMP, ScalarReaders::timestamp));
        readers.put(DataTypes.DURATION, ColumnReader.of(Type.DURATION, ScalarReaders::duration));
        return Map.copyOf(readers);
    }
}
