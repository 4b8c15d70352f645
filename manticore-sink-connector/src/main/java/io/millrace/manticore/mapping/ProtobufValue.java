package io.millrace.manticore.mapping;

import io.millrace.event.Column;
import io.millrace.event.Column.ValueCase;
import io.millrace.event.Decimals;
import io.millrace.event.DurationValue;
import io.millrace.event.Geometry;
import io.millrace.event.Type;
import io.millrace.manticore.encoding.SourceValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A column of a parsed event as a value. */
public record ProtobufValue(Column column) implements SourceValue {
    @Override
    public Type type() {
        return column.getType();
    }

    @Override
    public ValueCase kind() {
        return column.getValueCase();
    }

    @Override
    public boolean booleanValue() {
        return column.getBoolValue();
    }

    @Override
    public long longValue() {
        return column.hasUintValue() ? column.getUintValue() : column.getIntValue();
    }

    @Override
    public float floatValue() {
        return column.getFloatValue();
    }

    @Override
    public double doubleValue() {
        return column.getDoubleValue();
    }

    @Override
    public BigDecimal decimalValue() {
        return Decimals.toBigDecimal(column.getDecimalValue());
    }

    @Override
    public String stringValue() {
        return column.getStringValue();
    }

    @Override
    public byte[] bytesValue() {
        return (column.hasGeometryValue() ? column.getGeometryValue().getWkb() : column.getBytesValue()).toByteArray();
    }

    @Override
    public OptionalInt srid() {
        Geometry geometry = column.getGeometryValue();
        return geometry.hasSrid() ? OptionalInt.of(geometry.getSrid()) : OptionalInt.empty();
    }

    @Override
    public float[] vectorValue() {
        float[] values = new float[column.getVectorValue().getValuesCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.getVectorValue().getValues(i);
        }
        return values;
    }

    @Override
    public OptionalInt declaredDimensions() {
        return column.hasSize() ? OptionalInt.of(column.getSize()) : OptionalInt.empty();
    }

    @Override
    public CalendarDuration durationValue() {
        DurationValue value = column.getDurationValue();
        return new CalendarDuration(value.getMonths(), value.getDays(), value.getNanoseconds());
    }

    @Override
    public List<SourceValue> elements() {
        List<SourceValue> elements = new ArrayList<>(column.getListValue().getElementsCount());
        column.getListValue().getElementsList().forEach(element -> elements.add(new ProtobufValue(element)));
        return elements;
    }

    @Override
    public List<Member> members() {
        List<Member> members = new ArrayList<>();
        if (column.hasMapValue()) {
            column.getMapValue()
                    .getEntriesList()
                    .forEach(entry -> members.add(
                            new Member(new ProtobufValue(entry.getKey()), new ProtobufValue(entry.getValue()))));
        } else {
            column.getStructValue()
                    .getColumnsList()
                    .forEach(field -> members.add(new Member(new Text(field.getName()), new ProtobufValue(field))));
        }
        return members;
    }
}
