package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Schema;
import java.util.List;

/** OR. */
public record AnyOf(List<Condition> parts) implements Condition {
    @Override
    public RowPredicate bind(Schema schema) throws SearchException {
        RowPredicate[] bound = AllOf.bindAll(parts, schema);
        return row -> {
            for (RowPredicate part : bound) {
                if (part.test(row)) {
                    return true;
                }
            }
            return false;
        };
    }
}
