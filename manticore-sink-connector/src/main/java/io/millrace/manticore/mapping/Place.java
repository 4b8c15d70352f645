package io.millrace.manticore.mapping;

import io.millrace.event.Column;
import io.millrace.manticore.index.ColumnType;
import io.millrace.manticore.index.JsonBuffer;
import java.nio.charset.StandardCharsets;

/** A column in Manticore, and how values are written to it. */
final class Place {
    private final byte[] prefix;
    private final ValueEncoder encoder;
    private final NullHandling nulls;

    Place(String name, ColumnType type, ValueEncoder encoder, NullHandling nulls) {
        this.prefix = ('"' + name + "\":").getBytes(StandardCharsets.UTF_8);
        this.encoder = encoder;
        // JSON has a NULL of its own.
        this.nulls = type.kind() == ColumnType.Kind.JSON ? NullHandling.DEFAULT : nulls;
    }

    /** Appends name, value and a comma. */
    void append(Column column, JsonBuffer out) throws UnfitValueException {
        if (column.getValueCase() != Column.ValueCase.VALUE_NOT_SET) {
            out.append(prefix);
            encoder.encode(column, out);
            out.append(',');
            return;
        }
        switch (nulls) {
            case DEFAULT -> out.append(prefix).append(encoder.empty()).append(',');
            case OMIT -> {}
            case FAIL -> throw new UnfitValueException("the value is NULL, and null.handling is fail");
        }
    }
}
