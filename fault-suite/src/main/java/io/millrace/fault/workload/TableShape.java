package io.millrace.fault.workload;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table, its few keys, and how random values for its other columns are made.
 *
 * @param key the columns of the primary key, and the values of the key with a number
 * @param columns all other columns
 * @param truncated whether it is emptied by TRUNCATE now and then
 */
record TableShape(String name, Key key, List<Column> columns, boolean truncated) {
    /** @param definition the type, and what follows it in CREATE TABLE */
    record Column(String name, String definition, Function<Random, Object> value) {}

    record Key(List<Column> columns, IntFunction<List<Object>> values) {}

    String create() {
        return "CREATE TABLE %s (%s, PRIMARY KEY (%s)) CHARACTER SET utf8mb4"
                .formatted(
                        name,
                        Stream.concat(key.columns().stream(), columns.stream())
                                .map(each -> each.name() + ' ' + each.definition())
                                .collect(Collectors.joining(", ")),
                        names(key.columns()));
    }

    /** Inserts a row, or replaces its values if its key is there. Takes the key and the values. */
    String put() {
        return "INSERT INTO %s (%s) VALUES (%s) ON DUPLICATE KEY UPDATE %s"
                .formatted(
                        name,
                        Stream.concat(key.columns().stream(), columns.stream())
                                .map(Column::name)
                                .collect(Collectors.joining(", ")),
                        "?, ".repeat(key.columns().size() + columns.size() - 1) + '?',
                        columns.stream()
                                .map(each -> "%1$s = VALUES(%1$s)".formatted(each.name()))
                                .collect(Collectors.joining(", ")));
    }

    /** Changes one column. Takes the value and the key. */
    String update(Column column) {
        return "UPDATE %s SET %s = ? WHERE %s".formatted(name, column.name(), isKey());
    }

    /** Gives a row another key, unless that is taken. Takes the new key and the old one. */
    String move() {
        return "UPDATE IGNORE %s SET %s WHERE %s".formatted(name, assignments(key.columns()), isKey());
    }

    /** Takes the key. */
    String delete() {
        return "DELETE FROM " + name + " WHERE " + isKey();
    }

    private String isKey() {
        return key.columns().stream().map(each -> each.name() + " = ?").collect(Collectors.joining(" AND "));
    }

    private static String assignments(List<Column> columns) {
        return columns.stream().map(each -> each.name() + " = ?").collect(Collectors.joining(", "));
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
