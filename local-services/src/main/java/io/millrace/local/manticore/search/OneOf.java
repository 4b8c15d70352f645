package io.millrace.local.manticore.search;

import io.millrace.local.manticore.search.Comparison.Operator;
import io.millrace.local.manticore.storage.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** IN. */
public record OneOf(String column, List<Literal> constants) implements Condition {

    @Override
    public RowPredicate bind(Schema schema) throws SearchException {
        Operand operand = Operand.of(schema, column);
        for (Literal constant : constants) {
            operand.check(constant, constants.size() == 1 ? "string" : "stringlist");
        }
        Optional<long[]> wholes = operand.isWhole() ? wholes() : Optional.empty();
        if (wholes.isPresent()) {
            long[] sorted = wholes.get();
            return row -> Arrays.binarySearch(sorted, operand.whole(row)) >= 0;
        }
        List<Condition> alternatives = new ArrayList<>();
        for (Literal constant : constants) {
            alternatives.add(new Comparison(column, Operator.EQUAL, constant));
        }
        return new AnyOf(alternatives).bind(schema);
    }

    /** The constants, ascending, if all are whole numbers. */
    private Optional<long[]> wholes() {
        long[] wholes = new long[constants.size()];
        for (int i = 0; i < wholes.length; i++) {
            if (!(constants.get(i) instanceof Literal.Whole whole)) {
                return Optional.empty();
            }
            wholes[i] = whole.value();
        }
        Arrays.sort(wholes);
        return Optional.of(wholes);
    }

    @Override
    public Optional<long[]> ids() {
        return column.equals("id") ? wholes() : Optional.empty();
    }
}
