package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Compares answers without what differs from run to run: durations, sizes, and ids that the server made up. */
final class Answers {
    private static final Set<String> SIZES = Set.of("ram_bytes", "disk_bytes");
    /** The servers that were recorded counted their ids up from these. */
    private static final List<Long> FIRST_GENERATED = List.of(436349889492811776L, 8146512486665814016L);

    private Answers() {}

    static void assertSame(JsonNode actual, JsonNode recorded) {
        JsonNode expected = recorded.deepCopy();
        JsonNode compared = actual.deepCopy();
        leaveOutOthersTables(compared);
        level(expected, compared);
        assertThat(compared).isEqualTo(expected);
    }

    /** A server that was given has tables of its own, and SHOW TABLES takes an underscore for any character. */
    private static void leaveOutOthersTables(JsonNode answer) {
        if (answer.at("/0/columns/0").has("Table")
                && answer.path(0) instanceof ObjectNode result
                && result.get("data") instanceof ArrayNode tables) {
            tables.removeIf(table -> !table.path("Table").asText().startsWith("c_"));
            result.put("total", tables.size());
        }
    }

    private static void level(JsonNode expected, JsonNode actual) {
        if (expected instanceof ArrayNode && actual instanceof ArrayNode) {
            for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
                level(expected.get(i), actual.get(i));
            }
        }
        if (expected instanceof ObjectNode wanted && actual instanceof ObjectNode got) {
            wanted.properties().forEach(member -> level(member.getKey(), wanted, got));
            if (SIZES.contains(wanted.path("Variable_name").asText())) {
                got.set("Value", wanted.get("Value"));
            }
        }
    }

    private static void level(String name, ObjectNode expected, ObjectNode actual) {
        JsonNode value = actual.path(name);
        boolean differs = name.equals("took") || isGenerated(expected.get(name)) && value.asLong() > 0;
        if (differs && value.isNumber()) {
            actual.set(name, expected.get(name));
        } else {
            level(expected.get(name), value);
        }
    }

    private static boolean isGenerated(JsonNode id) {
        return id.canConvertToLong()
                && FIRST_GENERATED.stream().anyMatch(first -> id.asLong() > first && id.asLong() < first + 100);
    }
}
