package io.millrace.manticore.index;

import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.RowChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A seeded history of a few rows, and ways to deliver it that a stream allows. */
final class History {
    static final int PARTITIONS = 3;
    private static final int ROWS = 9;
    private static final int CHANGES = 80;

    private final String table;
    private final Random random;
    private final List<Change> changes = new ArrayList<>();

    /** A row, or with row 0 the whole table. */
    record Change(long id, long row, boolean deletes, int partition) {}

    History(String table, Random random) {
        this.table = table;
        this.random = random;
        for (long id = 1; id <= CHANGES; id++) {
            boolean truncates = random.nextInt(25) == 0;
            long row = truncates ? 0 : 1 + random.nextInt(ROWS);
            // A row stays in its partition; a truncation has no key and may be in any.
            int partition = truncates ? random.nextInt(PARTITIONS) : (int) (row % PARTITIONS);
            changes.add(new Change(id, row, random.nextInt(4) == 0, partition));
        }
    }

    RowChange toRowChange(Change change) {
        if (change.row() == 0) {
            return Changes.truncate(table, change.id());
        }
        DocumentKey key = key(change.row());
        return change.deletes()
                ? new RowChange.Delete(table, key, change.id(), 0)
                : Changes.replace(table, key, change.id(), "v" + change.id());
    }

    /** Every third row has an id that is a hash. */
    private static DocumentKey key(long row) {
        return row % 3 == 0 ? new DocumentKey(row, "[\"" + row + "\"]") : DocumentKey.natural(row);
    }

    /** A partition's changes with parts of it repeated, and sometimes in no order at all. */
    List<Change> deliveries(int partition) {
        List<Change> own = inOrder(partition);
        List<Change> deliveries = new ArrayList<>(own);
        for (int times = random.nextInt(4); times > 0 && !own.isEmpty(); times--) {
            int from = random.nextInt(own.size());
            int to = from + random.nextInt(own.size() - from) + 1;
            deliveries.addAll(to + random.nextInt(deliveries.size() - to + 1), own.subList(from, to));
        }
        if (random.nextInt(5) == 0) {
            Collections.shuffle(deliveries, random);
        }
        return deliveries;
    }

    /** A partition's changes as they happened. */
    List<Change> inOrder(int partition) {
        return changes.stream()
                .filter(change -> change.partition() == partition)
                .toList();
    }

    /** The version of each row after everything has happened once and in order. */
    Map<Long, Long> outcome() {
        Map<Long, Long> versions = new HashMap<>();
        for (Change change : changes) {
            if (change.row() == 0) {
                versions.clear();
            } else if (change.deletes()) {
                versions.remove(change.row());
            } else {
                versions.put(change.row(), change.id());
            }
        }
        return versions;
    }

    /** The version at which a row that has been seen with another version was deleted at the earliest. */
    long deletedAfter(long row, long version) {
        return changes.stream()
                .filter(change -> change.id() > version)
                .filter(change -> change.row() == 0 || change.row() == row && change.deletes())
                .mapToLong(Change::id)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Row " + row + " of version " + version + " is gone"));
    }
}
