package io.millrace.manticore.rules;

import io.millrace.manticore.document.ManticoreType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How one source table is mapped.
 *
 * @param target the Manticore table; named by the pattern when empty
 * @param columns the mappings of single columns, by their names in the source
 * @param excluded columns that are not stored
 * @param others whether columns that are not named are stored too
 * @param idColumn the column of the key that is the document id
 * @param options the options of the table in Manticore
 */
public record TableMapping(
        Optional<String> target,
        Map<String, List<Part>> columns,
        Set<String> excluded,
        boolean others,
        Optional<String> idColumn,
        Map<String, String> options) {
    public static final TableMapping DEFAULT =
            new TableMapping(Optional.empty(), Map.of(), Set.of(), true, Optional.empty(), Map.of());

    public TableMapping {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        excluded = Set.copyOf(excluded);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** One column in Manticore, and which form of the source column goes into it; the defaults where empty. */
    public record Part(Optional<String> name, Optional<ManticoreType> type, Form form) {
        static final Part DEFAULT = new Part(Optional.empty(), Optional.empty(), Form.VALUE);

        public String nameFor(String column) {
            return name.orElseGet(() -> ManticoreNames.column(column));
        }
    }

    /** Which form of a value is stored. */
    public enum Form {
        VALUE,
        BASE64,
        LATITUDE,
        LONGITUDE
    }

    TableMapping withTarget(String name) {
        return new TableMapping(Optional.of(name), columns, excluded, others, idColumn, options);
    }

    public boolean takes(String column) {
        return !excluded.contains(column) && (others || columns.containsKey(column));
    }

    public List<Part> partsOf(String column) {
        return columns.getOrDefault(column, List.of(Part.DEFAULT));
    }
}
