package io.millrace.manticore.mapping;

import io.millrace.event.Column;
import io.millrace.event.Decimals;
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
        return decided
                && column.getType() == type
                && (type != Type.DECIMAL || nowGiven == given)
                && !(widens && outgrowsUint(column));
    }

    /** Whether a value fits a bigint and no uint. */
    static boolean outgrowsUint(Column column) {
        return switch (column.getValueCase()) {
            case INT_VALUE -> column.getIntValue() < 0 || column.getIntValue() > GREATEST_UINT;
            case UINT_VALUE -> column.getUintValue() < 0 || column.getUintValue() > GREATEST_UINT;
            case DECIMAL_VALUE -> {
                BigDecimal value = Decimals.toBigDecimal(column.getDecimalValue());
                yield value.signum() < 0 || value.compareTo(GREATEST_UINT_DECIMAL) > 0;
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
            SourceValue value = new ProtobufValue(column);
            for (TargetColumn target : targets) {
                target.append(value, out);
            }
        } catch (UnfitValueException e) {
            throw new UnfitValueException("column " + column.getName() + ": " + e.reason());
        }
    }
}
