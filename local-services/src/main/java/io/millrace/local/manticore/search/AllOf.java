package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Schema;
import java.util.List;
import java.util.Optional;

/** AND. */
public record AllOf(List<Condition> parts) implements Condition {
    @Override
    public RowPredicate bind(Schema schema) throws SearchException {
        RowPredicate[] bound = bindAll(parts, schema);
        return row -> {
            for (RowPredicate part : bound) {
                if (!part.test(row)) {
                    return false;
                }
            }
            return true;
        };
    }

    static RowPredicate[] bindAll(List<Condition> parts, Schema schema) throws SearchException {
        RowPredicate[] bound = new RowPredicate[parts.size()];
        for (int i = 0; i < bound.length; i++) {
            bound[i] = parts.get(i).bind(schema);
        }
        return bound;
    }

    @Override
    public Optional<long[]> ids() {
        return parts.stream().flatMap(part -> part.ids().stream()).findFirst();
    }

    @Override
    public Optional<Nearest> nearest() {
        return parts.stream().flatMap(part -> part.nearest().stream()).findFirst();
    }

    @Override
    public List<TextMatch> texts() {
        return parts.stream().flatMap(part -> part.texts().stream()).toList();
    }
}
