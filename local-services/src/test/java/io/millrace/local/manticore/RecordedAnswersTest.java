package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Repeats every request that was recorded with a real searchd and compares status and answer. Runs against the server
 * that MILLRACE_MANTICORE_URL names, if any, and uses tables whose names begin with c_.
 */
class RecordedAnswersTest {
    private static final List<String> SCENARIOS = List.of("bulk", "ids", "reads", "tables", "values", "vectors");
    private static final Set<String> GENERATED_IDS = Set.of("zero gets a generated id", "missing id");
    private static final Set<String> SIZES = Set.of("ram_bytes", "disk_bytes");

    @TempDir
    Path directory;

    private ManticoreUnderTest server;
    private ManticoreClient client;

    @BeforeEach
    void start() throws IOException {
        server = ManticoreUnderTest.start(directory);
        client = server.client();
    }

    @AfterEach
    void stop() throws IOException {
        client.dropContractTables();
        server.close();
    }

    @TestFactory
    Stream<DynamicContainer> everyRecordedRequestIsAnsweredAsRecorded() {
        return SCENARIOS.stream()
                .map(scenario -> DynamicContainer.dynamicContainer(
                        scenario,
                        StreamSupport.stream(steps(scenario).spliterator(), false)
                                .map(step -> DynamicTest.dynamicTest(
                                        step.get("name").asText(), () -> repeat(scenario, step)))));
    }

    private JsonNode steps(String scenario) {
        try (InputStream recording =
                RecordedAnswersTest.class.getResourceAsStream("/manticore/recordings/" + scenario + ".json")) {
            return ManticoreClient.JSON
                    .readTree(Objects.requireNonNull(recording, scenario))
                    .get("steps");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void repeat(String scenario, JsonNode step) {
        if (step.equals(steps(scenario).get(0))) {
            client.dropContractTables();
        }
        ManticoreClient.Answer answer = step.has("sql")
                ? client.sql(step.get("sql").asText())
                : client.post(
                        step.get("path").asText(),
                        step.path("body").asText(""),
                        step.path("type").asText("application/json"),
                        step.path("encoding").asText("").equals("gzip"));
        assertThat(answer.status())
                .as("%s", answer.body())
                .isEqualTo(step.get("status").asInt());
        String name = step.get("name").asText();
        assertThat(comparable(name, answer.body())).isEqualTo(comparable(name, step.get("response")));
    }

    /** Without what differs from run to run. */
    private static JsonNode comparable(String name, JsonNode answer) {
        JsonNode copy = answer.deepCopy();
        if (copy.has("took")) {
            ((ObjectNode) copy).put("took", 0);
        }
        if (GENERATED_IDS.contains(name)) {
            ObjectNode item = (ObjectNode) copy.at("/items/0/bulk");
            assertThat(item.get("_id").asLong()).isPositive();
            item.remove("_id");
        }
        for (JsonNode row : copy.at("/0/data")) {
            if (SIZES.contains(row.path("Variable_name").asText())) {
                ((ObjectNode) row).remove("Value");
            }
        }
        return copy;
    }
}
