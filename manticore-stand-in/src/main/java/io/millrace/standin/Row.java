package io.millrace.standin;

import java.util.Arrays;
import java.util.List;

/** One document: the values of its columns as texts, with a NUL between them, which no value can hold. */
record Row(Schema schema, long id, String values) {
    private static final String BETWEEN = "\0";

    static Row of(Schema schema, long id, String... values) {
        return new Row(schema, id, String.join(BETWEEN, values));
    }

    /** Empty for a column that has no value. */
    String text(Column column) {
        int position = schema.columns().indexOf(column);
        return position < 0 ? Long.toString(id) : values.split(BETWEEN, -1)[position];
    }

    /** The value of a column of whole numbers, or the id. */
    long number(Column column) {
        String text = text(column);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    float decimal(Column column) {
        String text = text(column);
        return text.isEmpty() ? 0 : Float.parseFloat(text);
    }

    List<Float> vector(Column column) {
        String text = text(column);
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",")).map(Float::valueOf).toList();
    }

    /** The same document in a table that may have other columns. */
    Row in(Schema other) {
        return other == schema
                ? this
                : of(
                        other,
                        id,
                        other.columns().stream()
                                .map(column -> schema.find(column.name())
                                        .map(this::text)
                                        .orElse(""))
                                .toArray(String[]::new));
    }
}
