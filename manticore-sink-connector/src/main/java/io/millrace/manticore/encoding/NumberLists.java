package io.millrace.manticore.encoding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.event.Column.ValueCase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lists, the members of a SET, and JSON arrays of numbers, as elements. */
final class NumberLists {
    private static final JsonFactory JSON = new JsonFactory();

    private NumberLists() {}

    static List<SourceValue> of(SourceValue value) throws UnfitValueException {
        if (value.kind() == ValueCase.LIST_VALUE) {
            return value.elements();
        }
        return switch (value.type()) {
            case SET ->
                Arrays.stream(value.stringValue().split(","))
                        .filter(member -> !member.isEmpty())
                        .<SourceValue>map(SourceValue.Text::new)
                        .toList();
            case JSON -> ofJson(value.stringValue());
            default -> throw new UnfitValueException("a " + value.type() + " is no list of numbers");
        };
    }

    private static List<SourceValue> ofJson(String json) throws UnfitValueException {
        List<SourceValue> elements = new ArrayList<>();
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

    private static SourceValue element(JsonParser parser) throws IOException {
        // As text, whole numbers stay exact however long they are.
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                ? new SourceValue.Text(parser.getText())
                : new SourceValue.Fraction(Double.parseDouble(parser.getText()));
    }

    private static UnfitValueException noNumbers() {
        return new UnfitValueException("the JSON is no array of numbers");
    }
}
