package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Repeats every request that was recorded with a real searchd and compares status and answer. Runs against the server
 * that MILLRACE_MANTICORE_URL names, if any, and uses tables whose names begin with c_.
 */
class RecordedAnswersTest {
    private static final List<String> SCENARIOS = List.of(
            "recordings/bulk",
            "recordings/ids",
            "recordings/reads",
            "recordings/tables",
            "recordings/values",
            "recordings/vectors",
            "study/statements",
            "study/documents",
            "study/sql-writes");

    @RegisterExtension
    static final ManticoreUnderTest MANTICORE = new ManticoreUnderTest();

    private final ManticoreClient client = MANTICORE.client();

    @TestFactory
    Stream<DynamicContainer> everyRecordedRequestIsAnsweredAsRecorded() {
        return SCENARIOS.stream().map(scenario -> DynamicContainer.dynamicContainer(scenario, steps(scenario)));
    }

    private Stream<DynamicTest> steps(String scenario) {
        JsonNode steps = Resources.json(scenario).get("steps");
        DynamicTest clean = DynamicTest.dynamicTest("no tables", () -> client.dropContractTables());
        return Stream.concat(
                Stream.of(clean),
                StreamSupport.stream(steps.spliterator(), false)
                        .map(step -> DynamicTest.dynamicTest(step.get("name").asText(), () -> repeat(step))));
    }

    private void repeat(JsonNode step) {
        ManticoreClient.Answer answer = step.has("sql")
                ? client.sql(step.get("sql").asText())
                : client.post(
                        step.get("path").asText(),
                        step.path("body").asText(""),
                        step.path("type").asText("application/json"),
                        step.path("encoding").asText("").equals("gzip"));
        assertThat(answer.status())
                .as(answer.text())
                .isEqualTo(step.get("status").asInt());
        Answers.assertSame(answer.body(), step.get("response"));
    }
}
