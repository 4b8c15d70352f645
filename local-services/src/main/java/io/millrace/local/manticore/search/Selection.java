package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Row;
import io.millrace.local.manticore.storage.Rows;
import io.millrace.local.manticore.storage.Table;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Goes through the rows for which a condition holds. */
public final class Selection {
    private Selection() {}

    /** Rows in the order of their arrival, or of their unsigned ids where the condition names those. */
    public static void each(Rows rows, Condition condition, Consumer<Row> action) throws SearchException {
        RowPredicate predicate = condition.bind(rows.schema());
        Optional<long[]> ids = condition.ids();
        if (ids.isPresent()) {
            long[] sorted = ids.get().clone();
            sortUnsigned(sorted);
            for (int i = 0; i < sorted.length; i++) {
                if (i == 0 || sorted[i] != sorted[i - 1]) {
                    rows.byId(sorted[i]).filter(predicate::test).ifPresent(action);
                }
            }
            return;
        }
        for (int number = 0; number < rows.end(); number++) {
            rows.byNumber(number).filter(predicate::test).ifPresent(action);
        }
    }

    private static void sortUnsigned(long[] ids) {
        for (int i = 0; i < ids.length; i++) {
            ids[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(ids);
        for (int i = 0; i < ids.length; i++) {
            ids[i] ^= Long.MIN_VALUE;
        }
    }

    /** The ids of the rows for which a condition holds. */
    public static long[] ids(Table table, Condition condition) throws SearchException {
        return table.read(rows -> {
            LongStream.Builder ids = LongStream.builder();
            each(rows, condition, row -> ids.add(row.id()));
            return ids.build().toArray();
        });
    }
}
