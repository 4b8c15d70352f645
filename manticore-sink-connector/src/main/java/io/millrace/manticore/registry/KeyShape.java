package io.millrace.manticore.registry;

import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.nats.KeyColumn;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the documents of a table depend on: the names of the key's columns and the kinds of their canonical form. */
record KeyShape(List<KeyColumn> columns) {
    KeyShape {
        columns = List.copyOf(columns);
    }

    static KeyShape of(Row key) {
        return new KeyShape(key.getColumnsList().stream().map(KeyShape::column).toList());
    }

    List<String> names() {
        return columns.stream().map(KeyColumn::getName).toList();
    }

    /** Equal rows have equal documents in both. */
    boolean hasKindsOf(KeyShape other) {
        return kinds().equals(other.kinds());
    }

    private List<String> kinds() {
        return columns.stream().map(KeyColumn::getKind).toList();
    }

    private static KeyColumn column(Column column) {
        return KeyColumn.newBuilder()
                .setName(column.getName())
                .setKind(kind(column.getType()))
                .build();
    }

    /** Values of types of one kind that are equal have one canonical form. */
    private static String kind(Type type) {
        return switch (type) {
            case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FLOAT, DOUBLE, DECIMAL, BITS, YEAR ->
                "number";
            case STRING, TEXT, ENUM, SET, UUID, INET -> "text";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }

    /** {@code (id number, code text)}. */
    @Override
    public String toString() {
        return columns.stream()
                .map(column -> column.getName() + " " + column.getKind())
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
