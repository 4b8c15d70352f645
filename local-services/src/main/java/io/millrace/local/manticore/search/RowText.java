package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The words in the fields of a row, found when they are asked for. */
final class RowText {
    private final Row row;
    private final List<Column> fields;
    private final Map<String, List<String>> terms = new HashMap<>();

    /** @param fields of the table, those that are searched */
    RowText(Row row, List<Column> fields) {
        this.row = row;
        this.fields = fields;
    }

    /** @param names of fields; none stands for all */
    Stream<List<String>> fields(Set<String> names) {
        return fields.stream()
                .filter(field -> names.isEmpty() || names.contains(field.name()))
                .map(field -> terms.computeIfAbsent(field.name(), name -> Terms.of(row.bytes(field))));
    }
}
