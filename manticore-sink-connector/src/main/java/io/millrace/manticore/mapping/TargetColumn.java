package io.millrace.manticore.mapping;

import io.millrace.event.Column.ValueCase;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.encoding.SourceValue;
import io.millrace.manticore.encoding.UnfitValueException;
import io.millrace.manticore.encoding.ValueEncoder;
import io.millrace.manticore.rules.NullHandling;
import java.nio.charset.StandardCharsets;

/** A column in Manticore, and how values are written to it. */
final class TargetColumn {
    private final String name;
    private final byte[] prefix;
    private final ValueEncoder encoder;
    private final NullHandling nulls;

    TargetColumn(String name, ManticoreType type, ValueEncoder encoder, NullHandling nulls) {
        this.name = name;
        this.prefix = ('"' + name + "\":").getBytes(StandardCharsets.UTF_8);
        this.encoder = encoder;
        // JSON has a NULL of its own.
        this.nulls = type.kind() == ManticoreType.Kind.JSON ? NullHandling.DEFAULT : nulls;
    }

    /** The name in Manticore. */
    String name() {
        return name;
    }

    /** Appends name, value and a comma. */
    void append(SourceValue value, JsonBuffer out) throws UnfitValueException {
        if (value.kind() != ValueCase.VALUE_NOT_SET) {
            out.append(prefix);
            encoder.encode(value, out);
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
