package io.millrace.manticore.encoding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.event.Column;
import io.millrace.event.Type;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists, the members of a SET, and JSON arrays of numbers, as elements. */
final class NumberLists {
    private static final JsonFactory JSON = new JsonFactory();

    private NumberLists() {}

    static List<Column> of(Column value) throws UnfitValueException {
        if (value.hasListValue()) {
            return value.getListValue().getElementsList();
        }
        return switch (value.getType()) {
            case SET ->
                Arrays.stream(value.getStringValue().split(","))
                        .filter(member -> !member.isEmpty())
                        .map(NumberLists::text)
                        .toList();
            case JSON -> ofJson(value.getStringValue());
            default -> throw new UnfitValueException("a " + value.getType() + " is no list of numbers");
        };
    }

    private static List<Column> ofJson(String json) throws UnfitValueException {
        List<Column> elements = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.VALUE_NULL) {
                return elements;
            }
            if (first != JsonToken.START_ARRAY) {
                throw noNumbers();
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == null || !parser.currentToken().isNumeric()) {
                    throw noNumbers();
                }
                elements.add(element(parser));
            }
        } catch (IOException e) {
            throw noNumbers();
        }
        return elements;
    }

    private static Column element(JsonParser parser) throws IOException {
        // As text, whole numbers stay exact however long they are.
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                ? text(parser.getText())
                : Column.newBuilder()
                        .setType(Type.DOUBLE)
                        .setDoubleValue(Double.parseDouble(parser.getText()))
                        .build();
    }

    private static Column text(String number) {
        return Column.newBuilder().setType(Type.STRING).setStringValue(number).build();
    }

    private static UnfitValueException noNumbers() {
        return new UnfitValueException("the JSON is no array of numbers");
    }
}
