package io.millrace.audit.source;

import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableSchema;
import io.millrace.event.CanonicalKey;
import io.millrace.event.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a table is declared, and what Debezium makes of its rows.
 *
 * @param declaration what MySQL says about it, without what changes with each row
 * @param columns that Debezium reads, in the order in which it reads them
 * @param eventKey the columns of an event's key
 */
record TableStructure(
        String declaration,
        Table table,
        TableSchema schema,
        List<Column> columns,
        List<MySqlKeyColumn> eventKey,
        WalkKey walkKey) {
    boolean isWalkedInKeyOrder() {
        return walkKey.columns().equals(eventKey);
    }

    /** Selects what Debezium reads, and then the exact values of the key by which the table is walked. */
    String select() {
        return select(column -> MySqlKeyColumn.quoted(column.name()));
    }

    /** Selects it so that the values are those that Debezium finds in the binlog. */
    String selectAsInBinlog() {
        return select(TableStructure::asInBinlog);
    }

    boolean isReadInOneWay() {
        return selectAsInBinlog().equals(select());
    }

    private String select(Function<Column, String> expression) {
        Stream<String> exact = walkKey.columns().stream().map(MySqlKeyColumn::exact);
        return "SELECT "
                + Stream.concat(columns.stream().map(expression), exact).collect(Collectors.joining(", ")) + " FROM "
                + table.id().toQuotedString('`');
    }

    private static String asInBinlog(Column column) {
        String name = MySqlKeyColumn.quoted(column.name());
        return switch (column.typeName().toUpperCase(Locale.ROOT)) {
            case "FLOAT", "FLOAT UNSIGNED", "FLOAT UNSIGNED ZEROFILL", "FLOAT4", "FLOAT4 UNSIGNED" -> name + " + 0e0";
            // As a number, which is not taken for a year of this century; the binlog has 1900 for 0.
            case "YEAR" -> "IF(" + name + " = 0, 1900, " + name + " + 0)";
            case "DATE", "DATETIME" -> "IF(" + name + " < '0001-01-01', NULL, " + name + ")";
            default -> name;
        };
    }

    /** The position of the row that the result of such a query is at. */
    String position(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= walkKey.columns().size(); i++) {
            values.add(row.getString(columns.size() + i));
        }
        return walkKey.position(values);
    }

    String selectBehind(String position, int most) {
        return select() + " FORCE INDEX (" + MySqlKeyColumn.quoted(walkKey.index()) + ")"
                + (position.isEmpty() ? "" : " WHERE " + walkKey.behind(position))
                + " ORDER BY " + walkKey.order() + " LIMIT " + most;
    }

    /** The condition for all rows that can have these keys, and maybe more. */
    String where(Collection<Row> keys) {
        return " WHERE " + condition(keys);
    }

    /** The canonical form that the events of rows with this key have. */
    String canonical(Row key) {
        Row.Builder typed = Row.newBuilder();
        for (int i = 0; i < eventKey.size(); i++) {
            typed.addColumns(eventKey.get(i).canonical(key.getColumns(i)));
        }
        return CanonicalKey.text(typed.build());
    }

    String condition(Collection<Row> keys) {
        return keys.stream().map(key -> '(' + condition(key) + ')').collect(Collectors.joining(" OR "));
    }

    /** Whether the literals of the event's key mean the same in sessions of other time zones. */
    boolean hasKeyOfAnyZone() {
        return eventKey.stream().noneMatch(column -> column.comparison() == MySqlKeyColumn.Comparison.TIMESTAMP);
    }

    private String condition(Row key) {
        if (key.getColumnsCount() != eventKey.size()) {
            throw new IllegalArgumentException("A key of table " + table.id() + " has " + eventKey.size()
                    + " columns and not " + key.getColumnsCount());
        }
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < eventKey.size(); i++) {
            conditions.add(eventKey.get(i).condition(key.getColumns(i)));
        }
        return String.join(" AND ", conditions);
    }
}
