package io.millrace.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Repeats every step that was recorded with a real server. {@code served.txt} says what becomes of each: {@code same}
 * (the recorded answer), {@code refused} (a trap: the stand-in must name it) or {@code not-served} (nothing here sends
 * it, or it reads what such a step would have written). Lines that begin with {@code =} bring about what the step did to a
 * real server, so that the steps after it can be compared. A {@link RealManticore}, if there is one, has to answer every
 * step as recorded.
 */
final class RecordedStepsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SCENARIOS = List.of(
            "alias",
            "bulk",
            "checksums",
            "conditional",
            "dates",
            "ids",
            "limits",
            "numbers",
            "reads",
            "server",
            "tables",
            "topids",
            "values",
            "vectors");

    /** What differs from run to run on the same server. */
    private static final Set<String> UNSTEADY = Set.of("took", "ram_bytes", "disk_bytes", "uptime");

    @TempDir
    private static Path directory;

    private static ManticoreStandIn standIn;
    private static Optional<RealManticore> real = Optional.empty();

    private record Expectation(String outcome, List<String> instead) {}

    @BeforeAll
    static void start() throws IOException {
        standIn = ManticoreStandIn.start(directory.resolve("stand-in"), 0);
        real = RealManticore.find(directory.resolve("real"));
    }

    @AfterAll
    static void stop() throws IOException {
        standIn.close();
        real.ifPresent(RealManticore::close);
    }

    @TestFactory
    Stream<DynamicContainer> standInAnswersEveryStepAsTheListSays() throws IOException {
        Map<String, Expectation> served = served();
        RawClient client = new RawClient(standIn.url());
        return scenarios(client, (name, step) -> {
            Expectation expected = served.getOrDefault(name, new Expectation("missing", List.of()));
            requireAsListed(step, send(client, step), expected.outcome());
            for (String instead : expected.instead()) {
                RawClient.Answer done = instead.startsWith("{") ? client.bulk(instead) : client.sql(instead);
                assertThat(done.status()).as(instead + " " + done.text()).isEqualTo(200);
            }
        });
    }

    @TestFactory
    Stream<DynamicContainer> realServerAnswersEveryStepAsRecorded() throws IOException {
        if (real.isEmpty()) {
            return Stream.of();
        }
        RawClient client = real.get().client();
        return scenarios(client, (name, step) -> requireAsRecorded(step, send(client, step)));
    }

    private interface Repetition {
        void of(String name, JsonNode step) throws IOException;
    }

    private static Stream<DynamicContainer> scenarios(RawClient client, Repetition repetition) throws IOException {
        List<DynamicContainer> scenarios = new ArrayList<>();
        for (String scenario : SCENARIOS) {
            List<DynamicTest> steps = new ArrayList<>();
            steps.add(DynamicTest.dynamicTest("no tables", () -> clean(client)));
            for (JsonNode step :
                    JSON.readTree(resource("recordings/" + scenario + ".json")).path("steps")) {
                String name = scenario + "/" + (steps.size() - 1);
                steps.add(DynamicTest.dynamicTest(
                        name + " " + step.path("name").asText(), () -> repetition.of(name, step)));
            }
            scenarios.add(DynamicContainer.dynamicContainer(scenario, steps));
        }
        return scenarios.stream();
    }

    private static void clean(RawClient client) throws IOException {
        for (JsonNode table : client.sql("SHOW TABLES").json().at("/0/data")) {
            if (table.path("Table").asText().startsWith("c_")) {
                client.sql("DROP TABLE " + table.path("Table").asText());
            }
        }
    }

    private static void requireAsListed(JsonNode step, RawClient.Answer answer, String outcome) throws IOException {
        if (outcome.equals("same")) {
            requireAsRecorded(step, answer);
        } else if (outcome.equals("refused")) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(500);
            assertThat(answer.json().path("error").asText())
                    .startsWith("trap: ")
                    .doesNotStartWith("trap: not served");
        } else {
            assertThat(outcome).as(answer.text()).isEqualTo("not-served");
            boolean same = answer.status() == step.path("status").asInt()
                    && steady(answer.json()).equals(steady(step.path("response")));
            assertThat(same)
                    .as("it is the same and not not-served: " + answer.text())
                    .isFalse();
        }
    }

    private static void requireAsRecorded(JsonNode step, RawClient.Answer answer) throws IOException {
        assertThat(answer.status())
                .as(answer.text())
                .isEqualTo(step.path("status").asInt());
        assertThat(steady(answer.json())).isEqualTo(steady(step.path("response")));
    }

    private static RawClient.Answer send(RawClient client, JsonNode step) throws IOException {
        if (step.has("sql")) {
            return client.sql(step.path("sql").asText());
        }
        String path = step.path("path").asText();
        String type = step.path("type").asText("application/json");
        String body = step.path("body").asText();
        return step.path("encoding").asText().equals("gzip")
                ? client.sendCompressed(path, type, body)
                : client.send(step.path("method").asText("POST"), path, type, body);
    }

    /** An answer without what differs from run to run. */
    private static JsonNode steady(JsonNode answer) {
        JsonNode steady = answer.deepCopy();
        level(steady);
        return steady;
    }

    private static void level(JsonNode node) {
        if (node instanceof ObjectNode object) {
            UNSTEADY.stream().filter(object::has).forEach(name -> object.put(name, 0));
            if (UNSTEADY.contains(object.path("Variable_name").asText())
                    || UNSTEADY.contains(object.path("Counter").asText())) {
                object.put("Value", "");
            }
        }
        if (node instanceof ObjectNode || node instanceof ArrayNode) {
            node.forEach(RecordedStepsTest::level);
        }
    }

    private static Map<String, Expectation> served() throws IOException {
        Map<String, Expectation> served = new LinkedHashMap<>();
        List<String> instead = new ArrayList<>();
        for (String line : resource("served.txt").lines().toList()) {
            String[] words = line.split(" +", 3);
            if (line.startsWith("= ")) {
                instead.add(line.substring(2));
            } else if (words.length == 3 && !line.startsWith("#")) {
                instead = new ArrayList<>();
                served.put(words[0], new Expectation(words[1], instead));
            }
        }
        return served;
    }

    private static String resource(String name) throws IOException {
        try (InputStream resource =
                Objects.requireNonNull(RecordedStepsTest.class.getClassLoader().getResourceAsStream(name), name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
