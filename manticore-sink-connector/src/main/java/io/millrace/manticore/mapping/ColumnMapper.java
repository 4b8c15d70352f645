package io.millrace.manticore.mapping;

import io.millrace.event.Column;
import io.millrace.event.Type;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.encoding.SourceValue;
import io.millrace.manticore.encoding.UnfitValueException;
import java.math.BigDecimal;
import java.util.List;

/** Maps a column of the source, as events last showed it, to its columns in Manticore. */
final class ColumnMapper {
    private static final long GREATEST_UINT = 0xffff_ffffL;
    private static final BigDecimal GREATEST_UINT_DECIMAL = BigDecimal.valueOf(GREATEST_UINT);

    private final Type type;
    private final Type given;
    private final boolean decided;
    private final List<TargetColumn> targets;
    private final boolean widens;

    private ColumnMapper(Column column, Type given, boolean decided, List<TargetColumn> targets, boolean widens) {
        this.type = column.getType();
        this.given = given;
        this.decided = decided;
        this.targets = targets;
        this.widens = widens;
    }

    /**
     * The column's type in Manticore is not known yet; a later event may decide it.
     *
     * @param given what {@link ColumnPlanner#typeOf} says
     */
    static ColumnMapper undecided(Column column, Type given) {
        return new ColumnMapper(column, given, false, List.of(), false);
    }

    static ColumnMapper excluded(Column column, Type given) {
        return new ColumnMapper(column, given, true, List.of(), false);
    }

    /** @param widens whether the column in Manticore is a uint that becomes a bigint when a value needs it */
    static ColumnMapper stored(Column column, Type given, List<TargetColumn> targets, boolean widens) {
        return new ColumnMapper(column, given, true, List.copyOf(targets), widens);
    }

    /** The names in Manticore of the columns that it is written to. */
    List<String> targets() {
        return targets.stream().map(TargetColumn::name).toList();
    }

    Type type() {
        return given;
    }

    /** Whether its values are written, or may be once its type is known. */
    boolean stores() {
        return !decided || !targets.isEmpty();
    }

    /** Whether a column of a later event goes to the same targets unchanged. */
    boolean suits(Column column, Type nowGiven) {
        return column.getType() == type && suits(new ProtobufValue(column), nowGiven);
    }

    /** The same for a value of the column's type. */
    boolean suits(SourceValue value, Type nowGiven) {
        return decided && (type != Type.DECIMAL || nowGiven == given) && !(widens && outgrowsUint(value));
    }

    /** Whether a value fits a bigint and no uint. */
    static boolean outgrowsUint(SourceValue value) {
        return switch (value.kind()) {
            case INT_VALUE, UINT_VALUE -> value.longValue() < 0 || value.longValue() > GREATEST_UINT;
            case DECIMAL_VALUE -> {
                BigDecimal number = value.decimalValue();
                yield number.signum() < 0 || number.compareTo(GREATEST_UINT_DECIMAL) > 0;
            }
            default -> false;
        };
    }

    /** Appends name, value and a comma for each target; nothing when the column is not stored. */
    void append(Column column, JsonBuffer out) throws UnfitValueException {
        if (!decided
                && column.getValueCase() == Column.ValueCase.VALUE_NOT_SET
                && !column.getUnknownFields().asMap().isEmpty()) {
            throw new UnfitValueException("column " + column.getName()
                    + ": the value is of a kind that this version does not know; upgrade the connector");
        }
        try {
            append(new ProtobufValue(column), out);
        } catch (UnfitValueException e) {
            throw new UnfitValueException("column " + column.getName() + ": " + e.reason());
        }
    }

    /** The same for a value of the column; the fault does not name the column. */
    void append(SourceValue value, JsonBuffer out) throws UnfitValueException {
        for (TargetColumn target : targets) {
            target.append(value, out);
        }
    }
}
