package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The columns of a result, found in a schema. */
record ResultColumns(List<ResultColumn> columns, List<Aggregate> aggregates) {

    static ResultColumns of(List<SelectItem> items, Schema schema) throws SearchException {
        ResultColumns result = new ResultColumns(new ArrayList<>(), new ArrayList<>());
        for (SelectItem item : items) {
            result.add(item, schema);
        }
        return result;
    }

    private void add(SelectItem item, Schema schema) throws SearchException {
        if (item instanceof SelectItem.Everything everything) {
            columns.add(new AttributeColumn("id", Column.ID));
            schema.columns().stream()
                    .filter(Column::stored)
                    .filter(column -> isNamed(column, everything.names()))
                    .forEach(column -> columns.add(new AttributeColumn(column.name(), column)));
        } else if (item instanceof SelectItem.Named named) {
            columns.add(new AttributeColumn(named.alias(), column(named.column(), schema)));
        } else if (item instanceof SelectItem.Aggregated aggregated) {
            add(aggregated, schema);
        } else if (item instanceof SelectItem.Weight weight) {
            columns.add(new ScoreColumn(weight.alias(), false));
        } else if (item instanceof SelectItem.Distance distance) {
            columns.add(new ScoreColumn(distance.alias(), true));
        }
    }

    private static boolean isNamed(Column column, List<String> names) {
        return names.isEmpty()
                || names.stream()
                        .anyMatch(name ->
                                column.name().matches(Pattern.quote(name).replace("*", "\\E.*\\Q")));
    }

    private void add(SelectItem.Aggregated item, Schema schema) throws SearchException {
        Optional<Operand> operand =
                item.column().isEmpty() ? Optional.empty() : Optional.of(Operand.of(schema, item.column()));
        Aggregate aggregate = new Aggregate(item.alias(), item.function(), operand, aggregates.size());
        aggregates.add(aggregate);
        columns.add(aggregate);
    }

    private static Column column(String name, Schema schema) throws SearchException {
        return schema.column(name)
                .filter(Column::stored)
                .orElseThrow(() -> new SearchException("parse error: unknown column: " + name));
    }

    /** The column or alias of that name, to sort or to group by. */
    ResultColumn named(String name, Schema schema) throws SearchException {
        for (ResultColumn column : columns) {
            if (column.name().equals(name)) {
                return column;
            }
        }
        if (name.equals("weight()") || name.equals("knn_dist()")) {
            return new ScoreColumn(name, name.equals("knn_dist()"));
        }
        Column column = schema.column(name)
                .filter(Column::isAttribute)
                .orElseThrow(() -> new SearchException("sort-by attribute '" + name + "' not found"));
        return new AttributeColumn(name, column);
    }
}
