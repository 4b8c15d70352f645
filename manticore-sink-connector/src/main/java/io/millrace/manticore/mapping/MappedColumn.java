package io.millrace.manticore.mapping;

import io.millrace.event.Column;
import io.millrace.event.Type;
import io.millrace.manticore.index.ColumnType;
import io.millrace.manticore.index.JsonBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A column of the source as events last showed it, and where its values go. */
final class MappedColumn {
    private final Type type;
    private final boolean decided;
    private final Optional<Place> place;

    private MappedColumn(Column column, boolean decided, Optional<Place> place) {
        this.type = column.getType();
        this.decided = decided;
        this.place = place;
    }

    /** Nothing yet says what the column should be in Manticore; a later event may. */
    static MappedColumn undecided(Column column) {
        return new MappedColumn(column, false, Optional.empty());
    }

    static MappedColumn leftOut(Column column) {
        return new MappedColumn(column, true, Optional.empty());
    }

    static MappedColumn stored(Column column, String name, ColumnType type, NullHandling nulls) {
        return new MappedColumn(column, true, Optional.of(new Place(name, type, ValueEncoder.of(type), nulls)));
    }

    /** Whether a column of a later event is still declared the same. */
    boolean suits(Column column) {
        return decided && column.getType() == type;
    }

    /** Appends name, value and a comma; nothing when the column is left out. */
    void append(Column column, JsonBuffer out) throws UnfitValueException {
        if (!decided
                && column.getValueCase() == Column.ValueCase.VALUE_NOT_SET
                && !column.getUnknownFields().asMap().isEmpty()) {
            throw new UnfitValueException("column " + column.getName()
                    + ": the value is of a kind that this version does not know; upgrade the connector");
        }
        if (place.isPresent()) {
            try {
                place.get().append(column, out);
            } catch (UnfitValueException e) {
                throw new UnfitValueException("column " + column.getName() + ": " + e.reason());
            }
        }
    }

    private static final class Place {
        private final byte[] prefix;
        private final boolean json;
        private final ValueEncoder encoder;
        private final NullHandling nulls;

        Place(String name, ColumnType type, ValueEncoder encoder, NullHandling nulls) {
            this.prefix = ('"' + name + "\":").getBytes(StandardCharsets.UTF_8);
            this.json = type.kind() == ColumnType.Kind.JSON;
            this.encoder = encoder;
            this.nulls = nulls;
        }

        void append(Column column, JsonBuffer out) throws UnfitValueException {
            if (column.getValueCase() != Column.ValueCase.VALUE_NOT_SET) {
                out.append(prefix);
                encoder.encode(column, out);
                out.append(',');
                return;
            }
            switch (json ? NullHandling.DEFAULT : nulls) {
                case DEFAULT -> out.append(prefix).append(encoder.empty()).append(',');
                case OMIT -> {}
                case FAIL -> throw new UnfitValueException("the value is NULL, and null.handling is fail");
            }
        }
    }
}
