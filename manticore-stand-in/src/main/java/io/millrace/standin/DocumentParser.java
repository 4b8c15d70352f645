package io.millrace.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Makes the row of a document, and refuses each value that a real server would take for another. */
final class DocumentParser {
    private static final long GREATEST_UINT = 0xffff_ffffL;
    private static final int LONGEST_STRING = 4_194_303;

    private final Column column;
    private final JsonNode value;

    private DocumentParser(Column column, JsonNode value) {
        this.column = column;
        this.value = value;
    }

    static Row read(JsonNode document, Schema schema, long id) throws RefusedException {
        String[] values = new String[schema.columns().size()];
        Arrays.fill(values, "");
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            String name = member.getKey().toLowerCase(Locale.ROOT);
            if (name.equals(Schema.ID.name())) {
                throw RefusedException.conflict("column 'id' specified twice");
            }
            Column column = schema.find(name)
                    .orElseThrow(() -> RefusedException.conflict("unknown column: '" + member.getKey() + "'"));
            values[schema.columns().indexOf(column)] = new DocumentParser(column, member.getValue()).value();
        }
        return Row.of(schema, id, values);
    }

    private String value() throws RefusedException {
        if (value.isNull() && column.type() != ColumnType.JSON) {
            throw column.trap("NULL becomes 0 or empty", "leave the column out, or send the value that it should have");
        }
        return switch (column.type()) {
            case TEXT, STRING -> text();
            case INT, TIMESTAMP -> Long.toString(integer(value, 0, GREATEST_UINT));
            case BIGINT -> Long.toString(integer(value, Long.MIN_VALUE, Long.MAX_VALUE));
            case BOOL -> bool();
            case FLOAT -> Float.toString(decimal(value));
            case JSON -> StoredJson.of(column, value);
            case MULTI -> list(0, GREATEST_UINT);
            // A real server takes the greatest number for none.
            case MULTI64 -> list(Long.MIN_VALUE, Long.MAX_VALUE - 1);
            case FLOAT_VECTOR -> vector();
        };
    }

    private String text() throws RefusedException {
        if (!value.isTextual()) {
            throw column.trap("what is no text becomes JSON text, is lost or is refused", "send it as a text");
        }
        String text = value.textValue();
        column.requireNoNul(text);
        if (!column.isField() && text.getBytes(StandardCharsets.UTF_8).length > LONGEST_STRING) {
            throw column.trap("a string is cut after " + LONGEST_STRING + " bytes", "make the column text");
        }
        return text;
    }

    private long integer(JsonNode number, long least, long greatest) throws RefusedException {
        if (!number.isIntegralNumber()) {
            throw column.trap(
                    "text becomes 0, a fraction is cut, and a number with an exponent is rounded to 24 bits",
                    "send a whole number in plain digits");
        }
        if (!number.canConvertToLong() || number.longValue() < least || number.longValue() > greatest) {
            throw column.trap(
                    number + " wraps around, as it is not within " + least + ".." + greatest,
                    "make the column bigint, or text");
        }
        return number.longValue();
    }

    private String bool() throws RefusedException {
        if (!value.isBoolean()) {
            throw column.trap("a 2 or \"yes\" becomes false in a bool", "send true or false");
        }
        return value.booleanValue() ? "1" : "0";
    }

    private float decimal(JsonNode number) throws RefusedException {
        if (!number.isNumber()) {
            throw column.trap("text becomes 0, or \"NaN\" what JSON cannot express", "send a number");
        }
        float kept = number.floatValue();
        if (!Float.isFinite(kept) || new BigDecimal(Float.toString(kept)).compareTo(number.decimalValue()) != 0) {
            throw column.trap(
                    "a float has 32 bits: " + number + " becomes " + kept,
                    "round it before, or make the column bigint with a fixed number of decimals");
        }
        return kept;
    }

    /** The numbers, ascending and without repeats, as a server answers them. */
    private String list(long least, long greatest) throws RefusedException {
        requireArray();
        LongStream.Builder numbers = LongStream.builder();
        for (JsonNode element : value) {
            numbers.add(integer(element, least, greatest));
        }
        return numbers.build().sorted().distinct().mapToObj(Long::toString).collect(Collectors.joining(","));
    }

    private void requireArray() throws RefusedException {
        if (!value.isArray()) {
            throw column.trap("only an array becomes a list or a vector", "send one of numbers");
        }
    }

    private String vector() throws RefusedException {
        requireArray();
        if (!value.isEmpty() && column.dimensions() > 0 && value.size() != column.dimensions()) {
            throw RefusedException.conflict("KNN error: data has " + value.size() + " values, index '" + column.name()
                    + "' needs " + column.dimensions() + " values");
        }
        if (!value.isEmpty() && column.options().contains("COSINE")) {
            throw column.trap("the cosine changes each vector to length 1", "use hnsw_similarity='l2'");
        }
        StringJoiner vector = new StringJoiner(",");
        for (JsonNode element : value) {
            vector.add(Float.toString(decimal(element)));
        }
        return vector.toString();
    }
}
