package io.millrace.manticore.registry;

import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableSchema;
import io.millrace.nats.TableEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The columns that a table in Manticore ever had, by which it is noticed that somebody else dropped or changed one. */
final class ColumnMemory {
    private final Map<String, String> types = new TreeMap<>();

    ColumnMemory(TableEntry entry) {
        entry.getColumnList().forEach(column -> {
            int end = column.indexOf(' ');
            types.put(column.substring(0, end), column.substring(end + 1));
        });
    }

    boolean knows(String column) {
        return types.containsKey(column);
    }

    /** What a column of another type is now and was before; the connector itself only widens whole numbers. */
    Optional<String> changeIn(TableSchema schema) {
        return schema.columns().entrySet().stream()
                .filter(column -> isAnother(types.get(column.getKey()), column.getValue()))
                .map(column -> "Column " + column.getKey() + " of table " + schema.table() + " was "
                        + types.get(column.getKey()) + " and is " + column.getValue())
                .findFirst();
    }

    private static boolean isAnother(@org.jspecify.annotations.Nullable String before, ManticoreType now) {
        boolean widened = ManticoreType.UINT.toString().equals(before) && now.equals(ManticoreType.BIGINT);
        return before != null && !before.equals(now.toString()) && !widened;
    }

    /** Those of the table added to the remembered ones, as an entry has them. */
    List<String> with(TableSchema schema) {
        schema.columns().forEach((name, type) -> types.put(name, type.toString()));
        return asList();
    }

    /** Those of a new table. */
    static List<String> of(TableSchema schema) {
        return new ColumnMemory(TableEntry.getDefaultInstance()).with(schema);
    }

    private List<String> asList() {
        return types.entrySet().stream()
                .map(column -> column.getKey() + ' ' + column.getValue())
                .toList();
    }
}
