package io.millrace.standin;

import static io.millrace.standin.HttpResponse.quoted;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The answer to a statement, laid out as Manticore does. */
final class Answer {
    private final List<String> names = new ArrayList<>();
    private final List<String> columns = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();

    /** What a statement answers that has no rows to give. */
    static String done(long total) {
        return "[{\"total\":" + total + ",\"error\":\"\",\"warning\":\"\"}]";
    }

    static Answer ofTexts(String... names) {
        Answer answer = new Answer();
        Arrays.stream(names).forEach(name -> answer.column(name, "string"));
        return answer;
    }

    Answer column(String name, String type) {
        names.add(quoted(name));
        columns.add("{" + quoted(name) + ":{\"type\":\"" + type + "\"}}");
        return this;
    }

    Answer texts(String... values) {
        return row(Arrays.stream(values).map(HttpResponse::quoted).toList());
    }

    /** Adds a row of values that are JSON already. */
    Answer row(List<String> values) {
        StringBuilder row = new StringBuilder("{");
        for (int i = 0; i < values.size(); i++) {
            row.append(i == 0 ? "" : ",").append(names.get(i)).append(':').append(values.get(i));
        }
        rows.add(row.append('}').toString());
        return this;
    }

    @Override
    public String toString() {
        return "[{\n\"columns\":[" + String.join(",", columns) + "],\n\"data\":[\n" + String.join(",\n", rows)
                + "\n],\n\"total\":" + rows.size() + ",\n\"error\":\"\",\n\"warning\":\"\"\n}]";
    }

    /** A value the way of SQL, in which lists, vectors and JSON are texts and a bool is a number. */
    static String ofSql(Row row, Column column) {
        return switch (column.type()) {
            case INT, BIGINT, TIMESTAMP, BOOL -> Long.toString(row.number(column));
            case FLOAT -> decimal(row.decimal(column));
            case FLOAT_VECTOR -> quoted(components(row, column));
            case TEXT, STRING, JSON, MULTI, MULTI64 -> quoted(row.text(column));
        };
    }

    /** A value the way of a search, in which all of them are JSON. */
    static String ofSearch(Row row, Column column) {
        return switch (column.type()) {
            case BOOL -> Boolean.toString(row.number(column) != 0);
            case JSON -> row.text(column).isEmpty() ? "null" : row.text(column);
            case MULTI, MULTI64 -> "[" + row.text(column) + "]";
            case FLOAT_VECTOR -> "[" + components(row, column) + "]";
            case INT, BIGINT, TIMESTAMP, FLOAT, TEXT, STRING -> ofSql(row, column);
        };
    }

    private static String components(Row row, Column column) {
        return row.vector(column).stream().map(Answer::decimal).collect(Collectors.joining(","));
    }

    /** Six places; eight where six would be another number. */
    private static String decimal(float value) {
        if (Math.abs(value) > 1e15f) {
            // The format would give the digits of a double, and zeros after them.
            return new BigDecimal(value).toPlainString() + ".000000";
        }
        String sixPlaces = String.format(Locale.ROOT, "%.6f", value);
        return Float.parseFloat(sixPlaces) == value ? sixPlaces : String.format(Locale.ROOT, "%.8f", value);
    }
}
