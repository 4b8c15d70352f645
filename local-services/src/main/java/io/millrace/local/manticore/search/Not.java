package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Schema;

/** The rows for which the part does not hold. */
public record Not(Condition part) implements Condition {
    @Override
    public RowPredicate bind(Schema schema) throws SearchException {
        RowPredicate bound = part.bind(schema);
        return row -> !bound.test(row);
    }
}
