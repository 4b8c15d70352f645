package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Schema;
import java.util.List;
import java.util.Optional;

/** What a row must be like to be selected, as SQL and JSON queries say it. */
public interface Condition {
    /** Every row. */
    Condition ALL = schema -> row -> true;

    /** @throws SearchException when a table of that schema can't be asked this */
    RowPredicate bind(Schema schema) throws SearchException;

    /** The only ids that rows can have for which it holds, where that is easily seen: saves looking at all rows. */
    default Optional<long[]> ids() {
        return Optional.empty();
    }

    /** The search for near vectors in it. */
    default Optional<Nearest> nearest() {
        return Optional.empty();
    }

    /** The text searches in it, which give rows their weight. */
    default List<TextMatch> texts() {
        return List.of();
    }
}
