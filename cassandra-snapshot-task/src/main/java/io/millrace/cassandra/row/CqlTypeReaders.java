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

/** Maps each CQL type to a {@link Type} and to the reader of its values. */
final class CqlTypeReaders {
    private static final Map<DataType, CqlColumnReader> SCALARS = scalars();

    private CqlTypeReaders() {}

    /** For a column of the primary key, where text is a STRING because it is compared as a whole. */
    static CqlColumnReader ofKey(DataType type) {
        return type.equals(DataTypes.TEXT) ? CqlColumnReader.of(Type.STRING, CqlScalarReaders::text) : of(type);
    }

    static CqlColumnReader of(DataType type) {
        CqlColumnReader scalar = SCALARS.get(type);
        if (scalar != null) {
            return scalar;
        }
        if (type instanceof ListType list) {
            return CqlColumnReader.of(Type.LIST, CqlCompositeReaders.list(of(list.getElementType())));
        }
        if (type instanceof SetType set) {
            return CqlColumnReader.of(Type.LIST, CqlCompositeReaders.list(of(set.getElementType())));
        }
        if (type instanceof MapType map) {
            return CqlColumnReader.of(Type.MAP, CqlCompositeReaders.map(of(map.getKeyType()), of(map.getValueType())));
        }
        if (type instanceof TupleType tuple) {
            return CqlColumnReader.of(Type.STRUCT, CqlCompositeReaders.struct(fieldsOf(tuple)));
        }
        if (type instanceof UserDefinedType udt) {
            return CqlColumnReader.of(Type.STRUCT, CqlCompositeReaders.struct(fieldsOf(udt)));
        }
        if (type instanceof VectorType vector) {
            return ofVector(vector);
        }
        // A custom type, whose encoding only the cluster's own class knows.
        return CqlColumnReader.of(Type.BYTES, CqlScalarReaders::blob);
    }

    private static CqlColumnReader ofVector(VectorType vector) {
        if (vector.getElementType().equals(DataTypes.FLOAT)) {
            return CqlColumnReader.of(Type.FLOAT_VECTOR, CqlCompositeReaders.floats(vector.getDimensions()))
                    .withNullSize(vector.getDimensions());
        }
        Optional<Integer> size =
                CodecRegistry.DEFAULT.codecFor(vector.getElementType()).serializedSize();
        return CqlColumnReader.of(
                Type.LIST,
                CqlCompositeReaders.vector(
                        of(vector.getElementType()),
                        vector.getDimensions(),
                        size.map(OptionalInt::of).orElseGet(OptionalInt::empty)));
    }

    private static List<CqlColumnReader> fieldsOf(TupleType tuple) {
        List<CqlColumnReader> fields = new ArrayList<>();
        for (DataType type : tuple.getComponentTypes()) {
            fields.add(of(type).named(Integer.toString(fields.size())));
        }
        return fields;
    }

    private static List<CqlColumnReader> fieldsOf(UserDefinedType udt) {
        List<CqlColumnReader> fields = new ArrayList<>();
        for (DataType type : udt.getFieldTypes()) {
            fields.add(of(type).named(udt.getFieldNames().get(fields.size()).asInternal()));
        }
        return fields;
    }

    private static Map<DataType, CqlColumnReader> scalars() {
        Map<DataType, CqlColumnReader> readers = new HashMap<>();
        readers.put(DataTypes.BOOLEAN, CqlColumnReader.of(Type.BOOL, CqlScalarReaders::bool));
        readers.put(DataTypes.TINYINT, CqlColumnReader.of(Type.INT8, CqlScalarReaders::int8));
        readers.put(DataTypes.SMALLINT, CqlColumnReader.of(Type.INT16, CqlScalarReaders::int16));
        readers.put(DataTypes.INT, CqlColumnReader.of(Type.INT32, CqlScalarReaders::int32));
        readers.put(DataTypes.BIGINT, CqlColumnReader.of(Type.INT64, CqlScalarReaders::int64));
        readers.put(DataTypes.COUNTER, CqlColumnReader.of(Type.INT64, CqlScalarReaders::int64));
        readers.put(DataTypes.FLOAT, CqlColumnReader.of(Type.FLOAT, CqlScalarReaders::float32));
        readers.put(DataTypes.DOUBLE, CqlColumnReader.of(Type.DOUBLE, CqlScalarReaders::float64));
        readers.put(DataTypes.VARINT, CqlColumnReader.of(Type.DECIMAL, CqlScalarReaders::varint));
        readers.put(DataTypes.DECIMAL, CqlColumnReader.of(Type.DECIMAL, CqlScalarReaders::decimal));
        readers.put(DataTypes.ASCII, CqlColumnReader.of(Type.STRING, CqlScalarReaders::text));
        readers.put(DataTypes.TEXT, CqlColumnReader.of(Type.TEXT, CqlScalarReaders::text));
        readers.put(DataTypes.BLOB, CqlColumnReader.of(Type.BYTES, CqlScalarReaders::blob));
        readers.put(DataTypes.UUID, CqlColumnReader.of(Type.UUID, CqlScalarReaders::uuid));
        readers.put(DataTypes.TIMEUUID, CqlColumnReader.of(Type.UUID, CqlScalarReaders::uuid));
        readers.put(DataTypes.INET, CqlColumnReader.of(Type.INET, CqlScalarReaders::inet));
        readers.put(DataTypes.DATE, CqlColumnReader.of(Type.DATE, CqlScalarReaders::date));
        readers.put(DataTypes.TIME, CqlColumnReader.of(Type.TIME_OF_DAY, CqlScalarReaders::int64));
        readers.put(DataTypes.TIMESTAMP, CqlColumnReader.of(Type.TIMESTAMP, CqlScalarReaders::timestamp));
        readers.put(DataTypes.DURATION, CqlColumnReader.of(Type.DURATION, CqlScalarReaders::duration));
        return Map.copyOf(readers);
    }
}
