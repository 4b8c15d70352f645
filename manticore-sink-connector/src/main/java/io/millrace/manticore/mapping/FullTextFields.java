package io.millrace.manticore.mapping;

import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.ManticoreType.Kind;
import io.millrace.manticore.document.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps a table within the full-text fields that Manticore allows: further columns become plain string attributes. */
final class FullTextFields {
    private static final int MOST = 256;

    private FullTextFields() {}

    /**
     * Limits the columns of a new table. Long text comes first, since only a field holds all of it.
     *
     * @param chosen the columns whose types the mapping names; they stay
     */
    static void limit(Map<String, ManticoreType> columns, Set<String> chosen) {
        long fields = count(columns.values());
        List<String> lastFirst = new ArrayList<>(columns.keySet());
        Collections.reverse(lastFirst);
        for (ManticoreType type : List.of(ManticoreType.INDEXED_STRING, ManticoreType.TEXT)) {
            for (String column : lastFirst) {
                if (fields > MOST && type.equals(columns.get(column)) && !chosen.contains(column)) {
                    columns.put(column, ManticoreType.STRING);
                    fields--;
                }
            }
        }
    }

    /** The type of a column that is added to a table. */
    static ManticoreType limit(ManticoreType type, TableSchema schema) {
        return isField(type) && count(schema.columns().values()) >= MOST ? ManticoreType.STRING : type;
    }

    private static long count(Collection<ManticoreType> types) {
        return types.stream().filter(FullTextFields::isField).count();
    }

    private static boolean isField(ManticoreType type) {
        return type.kind() == Kind.TEXT || type.kind() == Kind.INDEXED_STRING;
    }
}
