package io.millrace.manticore.registry;

import io.millrace.event.SourceTable;
import io.millrace.nats.ColumnName;
import io.millrace.nats.TableEntry;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The names of columns that stand in Manticore under another name than in the source, for all tasks. */
final class ColumnNameEntries {
    private final TableEntries entries;

    ColumnNameEntries(TableEntries entries) {
        this.entries = entries;
    }

    /** Adds names for columns that have none; of two columns that are given the same name at once, the first gets it. */
    Map<String, String> put(SourceTable table, Map<String, String> names) {
        Map<String, String> known =
                entries.find(table).map(ColumnNameEntries::of).orElse(Map.of());
        return known.keySet().containsAll(names.keySet())
                ? known
                : of(entries.update(table, entry -> with(entry, names)));
    }

    static Optional<String> of(TableEntry entry, String column) {
        return Optional.ofNullable(of(entry).get(column));
    }

    static Map<String, String> of(TableEntry entry) {
        Map<String, String> names = new HashMap<>();
        entry.getColumnNameList().forEach(each -> names.put(each.getColumn(), each.getName()));
        return Collections.unmodifiableMap(names);
    }

    static TableEntry with(TableEntry entry, Map<String, String> names) {
        Map<String, String> known = new HashMap<>(of(entry));
        TableEntry.Builder changed = entry.toBuilder();
        names.forEach((column, name) -> {
            if (!known.containsKey(column) && !known.containsValue(name)) {
                known.put(column, name);
                changed.addColumnName(ColumnName.newBuilder().setColumn(column).setName(name));
            }
        });
        return changed.build();
    }
}
