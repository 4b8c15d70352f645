package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Row;
import io.millrace.local.manticore.storage.Rows;
import io.millrace.local.manticore.storage.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Goes through the rows for which a condition holds. */
public final class Selection {
    private Selection() {}

    /** What is done with a row. */
    interface Visitor {
        /** @return whether to go on */
        boolean visit(Row row);
    }

    /** Rows in the order of their arrival, or of their unsigned ids where the condition names those. */
    static void each(Rows rows, Condition condition, Visitor visitor) throws SearchException {
        RowPredicate predicate = condition.bind(rows.schema());
        Optional<long[]> ids = condition.ids();
        if (ids.isPresent()) {
            eachOf(ids.get().clone(), rows, predicate, visitor);
            return;
        }
        boolean more = true;
        for (int number = 0; more && number < rows.end(); number++) {
            if (rows.isLive(number)) {
                Row row = rows.byNumber(number);
                more = !predicate.test(row) || visitor.visit(row);
            }
        }
    }

    private static void eachOf(long[] ids, Rows rows, RowPredicate predicate, Visitor visitor) {
        sortUnsigned(ids);
        boolean more = true;
        for (int i = 0; more && i < ids.length; i++) {
            if (i == 0 || ids[i] != ids[i - 1]) {
                Optional<Row> row = rows.byId(ids[i]).filter(predicate::test);
                more = row.isEmpty() || visitor.visit(row.get());
            }
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

    /** The rows for which a condition holds. */
    public static List<Row> rows(Table table, Condition condition) throws SearchException {
        return table.read(all -> {
            List<Row> rows = new ArrayList<>();
            each(all, condition, rows::add);
            return rows;
        });
    }

    /** The ids of the rows for which a condition holds. */
    public static long[] ids(Table table, Condition condition) throws SearchException {
        return table.read(rows -> {
            LongStream.Builder ids = LongStream.builder();
            each(rows, condition, row -> {
                ids.add(row.id());
                return true;
            });
            return ids.build().toArray();
        });
    }
}
