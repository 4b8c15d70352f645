package io.millrace.fault.checker;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.millrace.comparison.SourceTopics.SourceEvent;
import io.millrace.event.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether each row stays in one partition, whatever its key columns are called and however they are declared. */
final class RowPlaces {
    private RowPlaces() {}

    /** What is wrong; one line for a table at most. */
    static List<String> faults(List<SourceEvent> records) {
        Map<String, Map<List<Object>, Integer>> places = new HashMap<>();
        Map<String, String> faults = new HashMap<>();
        for (SourceEvent record : records) {
            if (record.event().hasKey()) {
                String table = record.event().getSource().getTable();
                List<Object> key = record.event().getKey().getColumnsList().stream()
                        .map(RowPlaces::value)
                        .toList();
                Integer before =
                        places.computeIfAbsent(table, name -> new HashMap<>()).put(key, record.partition());
                if (before != null && before != record.partition()) {
                    faults.putIfAbsent(
                            table,
                            "row %s of table %s is in the partitions %d and %d"
                                    .formatted(key, table, before, record.partition()));
                }
            }
        }
        return new ArrayList<>(faults.values());
    }

    /** Without name and type. */
    private static Object value(Column column) {
        for (Map.Entry<FieldDescriptor, Object> field : column.getAllFields().entrySet()) {
            if (field.getKey().getRealContainingOneof() != null) {
                return field.getValue();
            }
        }
        return "";
    }
}
