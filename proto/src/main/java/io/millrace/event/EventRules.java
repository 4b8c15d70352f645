package io.millrace.event;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the comments of change_event.proto say about an event. The text of a fault continues after "The event". */
final class EventRules {
    private EventRules() {}

    static Optional<String> fault(ChangeEvent event) {
        Source source = event.getSource();
        if (source.getConnector().isEmpty()
                || source.getName().isEmpty()
                || source.getDatabase().isEmpty()
                || source.getTable().isEmpty()) {
            return Optional.of("does not say where it comes from: connector '" + source.getConnector() + "', source '"
                    + source.getName() + "', database '" + source.getDatabase() + "', table '" + source.getTable()
                    + "'");
        }
        return partsFault(event)
                .or(() -> expiryFault(event))
                .or(() -> event.hasKey() ? keyFault(event.getKey()) : Optional.empty())
                .or(() -> event.hasBefore() ? rowFault(event.getBefore(), "before") : Optional.empty())
                .or(() -> event.hasAfter() ? rowFault(event.getAfter(), "after") : Optional.empty())
                .or(() -> leftOutFault(event.getBeforeLeftOutList(), event.getBefore(), "before"))
                .or(() -> leftOutFault(event.getLeftOutList(), event.getAfter(), "after"))
                .map(fault -> "of table " + source.getDatabase() + "." + source.getTable() + " " + fault);
    }

    /** The operation decides which rows an event has. */
    private static Optional<String> partsFault(ChangeEvent event) {
        Operation operation = event.getOperation();
        return switch (operation) {
            case SNAPSHOT, INSERT ->
                lacks(!event.hasAfter(), operation, "the row after it")
                        .or(() -> hasExcess(event.hasBefore(), operation, "a row before it"));
            case UPDATE -> lacks(!event.hasAfter(), operation, "the row after it");
            case DELETE ->
                lacks(!event.hasKey() && !event.hasBefore(), operation, "a key or the row before it")
                        .or(() -> hasExcess(event.hasAfter(), operation, "a row after it"));
            case TRUNCATE -> hasExcess(event.hasKey() || event.hasBefore() || event.hasAfter(), operation, "a row");
            case OPERATION_UNSPECIFIED -> Optional.of("has no operation");
            case UNRECOGNIZED ->
                Optional.of("has operation " + event.getOperationValue()
                        + ", which this version does not know; update this program");
        };
    }

    private static Optional<String> expiryFault(ChangeEvent event) {
        long expires = event.getExpiresUs();
        if (expires < 0) {
            return Optional.of("expires at " + expires + " microseconds, before 1970");
        }
        return expires > 0 && !event.hasAfter()
                ? Optional.of("says when a row expires, and has no row after it")
                : Optional.empty();
    }

    private static Optional<String> lacks(boolean lacking, Operation operation, String what) {
        return lacking ? Optional.of("is of operation " + operation + " but lacks " + what) : Optional.empty();
    }

    private static Optional<String> hasExcess(boolean excess, Operation operation, String what) {
        return excess ? Optional.of("is of operation " + operation + " but has " + what) : Optional.empty();
    }

    static Optional<String> keyFault(Row key) {
        for (Column column : key.getColumnsList()) {
            if (ColumnRules.isNull(column)) {
                return Optional.of("has a key whose column '" + column.getName() + "' is NULL");
            }
        }
        return rowFault(key, "key");
    }

    private static Optional<String> rowFault(Row row, String part) {
        return columnsFault(row).map(fault -> "has a bad row '" + part + "': " + fault);
    }

    private static Optional<String> leftOutFault(List<Column> leftOut, Row row, String part) {
        if (leftOut.isEmpty()) {
            return Optional.empty();
        }
        if (row.getColumnsCount() == 0) {
            return Optional.of("names columns left out of a row '" + part + "' that it does not have");
        }
        for (Column column : leftOut) {
            if (!ColumnRules.isNull(column)) {
                return Optional.of("has a value for column '" + column.getName() + "', which it says was left out");
            }
        }
        return rowFault(row.toBuilder().addAllColumns(leftOut).build(), part);
    }

    /** What is wrong with the columns of a row or the fields of a struct. */
    static Optional<String> columnsFault(Row row) {
        if (row.getColumnsCount() == 0) {
            return Optional.of("it has no columns");
        }
        Set<String> names = new HashSet<>(row.getColumnsCount() * 2);
        for (Column column : row.getColumnsList()) {
            if (column.getName().isEmpty()) {
                return Optional.of("a column has no name");
            }
            if (!names.add(column.getName())) {
                return Optional.of("it has column '" + column.getName() + "' twice");
            }
            Optional<String> fault = ColumnRules.fault(column);
            if (fault.isPresent()) {
                return fault.map(text -> "column '" + column.getName() + "' " + text);
            }
        }
        return Optional.empty();
    }
}
