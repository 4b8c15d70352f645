package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bulk requests that were studied with a real searchd: the answer, and what the tables hold afterwards. */
class BulkCasesTest {
    @RegisterExtension
    static final ManticoreUnderTest MANTICORE = new ManticoreUnderTest();

    private final ManticoreClient client = MANTICORE.client();

    @TestFactory
    Stream<DynamicTest> everyBulkIsAnsweredAndStoredAsStudied() {
        return StreamSupport.stream(Resources.json("study/bulk").spliterator(), false)
                .map(bulk -> DynamicTest.dynamicTest(bulk.get("name").asText(), () -> repeat(bulk)));
    }

    private void repeat(JsonNode bulk) {
        client.dropContractTables();
        client.sql("CREATE TABLE c_a (title text, x int)");
        client.sql("CREATE TABLE c_b (title text, y int)");
        for (JsonNode line : bulk.get("before")) {
            assertThat(client.bulk(line.asText()).status()).isEqualTo(200);
        }
        ManticoreClient.Answer answer =
                client.post("/bulk", bulk.get("body").asText(), bulk.get("type").asText(), false);
        assertThat(answer.status())
                .as(answer.text())
                .isEqualTo(bulk.get("status").asInt());
        Answers.assertSame(answer.body(), bulk.get("response"));
        bulk.get("stored")
                .properties()
                .forEach(table -> Answers.assertSame(
                        client.sql("SELECT * FROM " + table.getKey() + " ORDER BY id ASC LIMIT 1000")
                                .body()
                                .at("/0/data"),
                        table.getValue()));
    }
}
