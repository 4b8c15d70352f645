package io.millrace.example;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.Source;
import java.util.HashMap;
import java.util.Map;

/** The latest event id of each row. An event that is not newer was delivered before or arrived after a later one. */
final class Versions {
    private final Map<RowName, Long> ofRows = new HashMap<>();
    private final Map<Table, Long> ofTables = new HashMap<>();

    private record Table(String source, String database, String table) {}

    private record RowName(Table table, Row key) {}

    /** Returns whether the event is newer. Deleted rows keep their id, so that an older event does not bring them back. */
    boolean advance(ChangeEvent event) {
        Source source = event.getSource();
        Table table = new Table(source.getName(), source.getDatabase(), source.getTable());
        long truncated = ofTables.getOrDefault(table, 0L);
        if (event.getOperation() == Operation.TRUNCATE) {
            ofTables.merge(table, event.getId(), Math::max);
            return event.getId() > truncated;
        }
        RowName row = new RowName(table, event.getKey());
        if (event.getId() <= Math.max(truncated, ofRows.getOrDefault(row, 0L))) {
            return false;
        }
        ofRows.put(row, event.getId());
        return true;
    }
}
