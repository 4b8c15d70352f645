package io.millrace.local.manticore.search;

import io.millrace.local.manticore.json.JsonWriter;
import java.util.Comparator;
import java.util.Optional;

/**
 * A result column that is worked out over groups of rows.
 *
 * @param index among the aggregates of the result
 * @param operand what is aggregated; nothing for a count
 */
record Aggregate(String name, AggregateFunction function, Optional<Operand> operand, int index)
        implements ResultColumn {
    private boolean isWhole() {
        return function == AggregateFunction.COUNT
                || function != AggregateFunction.AVG
                        && operand.map(Operand::isWhole).orElse(true);
    }

    @Override
    public String type() {
        return isWhole() ? "long long" : "double";
    }

    @Override
    public boolean isInSource() {
        return true;
    }

    @Override
    public void write(Hit hit, ValueStyle style, JsonWriter json) {
        Accumulator value = hit.aggregates()[index];
        if (isWhole()) {
            json.number(value.whole());
        } else {
            json.raw(Decimals.text(value.number()));
        }
    }

    @Override
    public Comparator<Hit> order() {
        return isWhole()
                ? Comparator.comparingLong(hit -> hit.aggregates()[index].whole())
                : Comparator.comparingDouble(hit -> hit.aggregates()[index].number());
    }
}
