package io.millrace.local.manticore.search;

import io.millrace.local.manticore.json.Json;
import io.millrace.local.manticore.json.JsonSyntaxException;
import io.millrace.local.manticore.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The way to a value within a json column: {@code .a.b[0]['c']}. */
record JsonPath(List<String> steps) {
    private static final Pattern STEP = Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_]*)|\\[(\\d+)]|\\['([^']*)']");

    /** Where in {@code column.a.b} the path begins. */
    static int startIn(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '.' || name.charAt(i) == '[') {
                return i;
            }
        }
        return name.length();
    }

    static JsonPath parse(String path) {
        List<String> steps = new ArrayList<>();
        for (Matcher step = STEP.matcher(path); step.find(); ) {
            for (int group = 1; group <= 3; group++) {
                if (step.group(group) != null) {
                    steps.add(step.group(group));
                }
            }
        }
        return new JsonPath(steps);
    }

    Optional<Double> number(byte[] json) {
        return find(json).filter(JsonValue::isNumber).map(JsonValue::asDouble);
    }

    Optional<String> text(byte[] json) {
        return find(json).filter(JsonValue::isString).map(JsonValue::asText);
    }

    /** The value the path leads to. */
    Optional<JsonValue> find(byte[] json) {
        if (json.length == 0) {
            return Optional.empty();
        }
        Optional<JsonValue> value = parsed(json);
        for (String step : steps) {
            value = value.flatMap(within -> step(within, step));
        }
        return value;
    }

    private static Optional<JsonValue> parsed(byte[] json) {
        try {
            return Optional.of(new Json().parse(json));
        } catch (JsonSyntaxException e) {
            throw new IllegalStateException("A json column holds what is not JSON", e);
        }
    }

    private static Optional<JsonValue> step(JsonValue within, String step) {
        if (!within.isArray()) {
            return within.member(step);
        }
        int index = step.chars().allMatch(Character::isDigit) ? Integer.parseInt(step) : -1;
        JsonValue.Elements elements = within.elements();
        while (elements.next()) {
            if (index-- == 0) {
                return Optional.of(elements.value());
            }
        }
        return Optional.empty();
    }
}
