package io.millrace.local.manticore.search;

import io.millrace.local.manticore.json.JsonWriter;
import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import io.millrace.local.manticore.storage.Row;
import java.util.Arrays;
import java.util.Comparator;

/** The value of a column of the table. */
record AttributeColumn(String name, Column column) implements ResultColumn {
    @Override
    public String type() {
        return column.type().answered();
    }

    @Override
    public boolean isInSource() {
        return column != Column.ID;
    }

    @Override
    public void write(Hit hit, ValueStyle style, JsonWriter json) {
        if (hit.row().isPresent()) {
            write(hit.row().get(), style, json);
        } else {
            json.raw(column.type() == ColumnType.STRING ? "\"\"" : "0");
        }
    }

    private void write(Row row, ValueStyle style, JsonWriter json) {
        switch (column.type()) {
            case BIGINT, INT, TIMESTAMP -> json.number(whole(row));
            case BOOL -> bool(whole(row) != 0, style, json);
            case FLOAT -> json.raw(Decimals.text(row.decimal(column)));
            case TEXT, STRING -> json.text(row.bytes(column));
            case JSON -> json(row.bytes(column), style, json);
            case MULTI, MULTI64 -> list(Numbers.joined(row.integers(column)), style, json);
            case FLOAT_VECTOR -> list(Numbers.joined(row.vector(column)), style, json);
        }
    }

    private long whole(Row row) {
        return column == Column.ID ? row.id() : row.integer(column);
    }

    private static void bool(boolean value, ValueStyle style, JsonWriter json) {
        json.raw(
                switch (style) {
                    case SQL -> value ? "1" : "0";
                    case JSON -> Boolean.toString(value);
                });
    }

    private static void json(byte[] text, ValueStyle style, JsonWriter json) {
        switch (style) {
            case SQL -> json.text(text);
            case JSON -> {
                if (text.length == 0) {
                    json.raw("null");
                } else {
                    json.raw(text);
                }
            }
        }
    }

    private static void list(String numbers, ValueStyle style, JsonWriter json) {
        switch (style) {
            case SQL -> json.text(numbers);
            case JSON -> json.raw("[").raw(numbers).raw("]");
        }
    }

    @Override
    public Comparator<Hit> order() {
        return switch (column.type()) {
            case BIGINT, INT, TIMESTAMP, BOOL ->
                Comparator.comparingLong(hit -> whole(hit.row().orElseThrow()));
            case FLOAT -> Comparator.comparing(hit -> hit.row().orElseThrow().decimal(column));
            case TEXT, STRING, JSON, MULTI, MULTI64, FLOAT_VECTOR ->
                Comparator.comparing(hit -> hit.row().orElseThrow().bytes(column), Arrays::compareUnsigned);
        };
    }
}
