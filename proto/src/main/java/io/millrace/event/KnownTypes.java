package io.millrace.event;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds columns of types unknown to this version: a reader must tolerate them, a publisher must not create them. */
public final class KnownTypes {
    private KnownTypes() {}

    public static Optional<String> fault(ChangeEvent event) {
        return Stream.of(event.getKey(), event.getBefore(), event.getAfter())
                .flatMap(row -> row.getColumnsList().stream())
                .filter(KnownTypes::hasUnknown)
                .findFirst()
                .map(column -> "has a column '" + column.getName() + "' of type " + column.getTypeValue()
                        + ", or with an element of a type, that this version does not know");
    }

    private static boolean hasUnknown(Column column) {
        return column.getType() == Type.UNRECOGNIZED || within(column).anyMatch(KnownTypes::hasUnknown);
    }

    private static Stream<Column> within(Column column) {
        return switch (column.getValueCase()) {
            case LIST_VALUE -> column.getListValue().getElementsList().stream();
            case STRUCT_VALUE -> column.getStructValue().getColumnsList().stream();
            case MAP_VALUE ->
                column.getMapValue().getEntriesList().stream()
                        .flatMap(entry -> List.of(entry.getKey(), entry.getValue()).stream());
            default -> Stream.empty();
        };
    }
}
