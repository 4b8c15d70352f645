package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Schema;
import java.util.Optional;

/** A column against a constant. Of a multi-value column any value may do. */
public record Comparison(String column, Operator operator, Literal constant) implements Condition {

    /** How two values may stand to each other. */
    public enum Operator {
        EQUAL,
        UNEQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        boolean holds(int comparison) {
            return switch (this) {
                case EQUAL -> comparison == 0;
                case UNEQUAL -> comparison != 0;
                case LESS -> comparison < 0;
                case LESS_OR_EQUAL -> comparison <= 0;
                case GREATER -> comparison > 0;
                case GREATER_OR_EQUAL -> comparison >= 0;
            };
        }
    }

    @Override
    public RowPredicate bind(Schema schema) throws SearchException {
        Operand operand = Operand.of(schema, column);
        operand.check(constant, "string");
        if (constant instanceof Literal.Text text) {
            String sought = operand.foldedText(text.value());
            return row -> operand.text(row)
                    .filter(t -> operator.holds(t.compareTo(sought)))
                    .isPresent();
        }
        if (constant instanceof Literal.Whole whole && operand.isWhole()) {
            long sought = whole.value();
            return row -> operator.holds(Long.compare(operand.whole(row), sought));
        }
        double sought = constant instanceof Literal.Whole whole ? whole.value() : ((Literal.Fraction) constant).value();
        return row -> operand.anyNumber(row, number -> operator.holds(Double.compare(number, sought)));
    }

    @Override
    public Optional<long[]> ids() {
        return column.equals("id") && operator == Operator.EQUAL && constant instanceof Literal.Whole whole
                ? Optional.of(new long[] {whole.value()})
                : Optional.empty();
    }
}
