package io.millrace.standin;

import static io.millrace.standin.HttpResponse.quoted;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    /** Six places, rounded as printf does; eight where six would be another number. */
    private static String decimal(float value) {
        BigDecimal exact = new BigDecimal(value);
        String sixPlaces = exact.setScale(6, RoundingMode.HALF_EVEN).toPlainString();
        return Float.parseFloat(sixPlaces) == value
                ? sixPlaces
                : exact.setScale(8, RoundingMode.HALF_EVEN).toPlainString();
    }
}
