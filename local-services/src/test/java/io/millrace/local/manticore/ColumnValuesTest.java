package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a JSON value in a column of each type, as studied with a real searchd. */
class ColumnValuesTest {
    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("text", "title"),
            Map.entry("string", "name"),
            Map.entry("int", "i"),
            Map.entry("bigint", "bi"),
            Map.entry("float", "f"),
            Map.entry("bool", "b"),
            Map.entry("timestamp", "ts"),
            Map.entry("json", "js"),
            Map.entry("multi", "m"),
            Map.entry("multi64", "m64"),
            Map.entry("float_vector", "v"));

    @TempDir
    Path directory;

    private ManticoreUnderTest server;
    private ManticoreClient client;

    @BeforeEach
    void createTable() throws IOException {
        server = ManticoreUnderTest.start(directory);
        client = server.client();
        client.dropContractTables();
        client.sql(
                "CREATE TABLE c_t1 (title text, name string, i int, u uint, bi bigint, f float, b bool, ts timestamp,"
                        + " js json, m multi, m64 multi64,"
                        + " v float_vector knn_type='hnsw' knn_dims='3' hnsw_similarity='l2')");
    }

    @AfterEach
    void stop() throws IOException {
        client.dropContractTables();
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyValueIsTakenOrRefusedAsStudied() {
        return StreamSupport.stream(Resources.json("study/values").spliterator(), false)
                .map(value -> DynamicTest.dynamicTest(
                        value.get("type").asText() + " " + value.get("sent").asText(), () -> check(value)));
    }

    private void check(JsonNode value) {
        String column = COLUMNS.get(value.get("type").asText());
        ManticoreClient.Answer answer = client.post(
                "/replace",
                "{\"table\":\"c_t1\",\"id\":1,\"doc\":{\"" + column + "\":"
                        + value.get("sent").asText() + "}}");
        assertThat(answer.status())
                .as(answer.text())
                .isEqualTo(value.get("status").asInt());
        if (answer.status() != 200) {
            assertThat(answer.body().at("/error/reason").asText())
                    .isEqualTo(value.get("reason").asText());
            return;
        }
        // As text: what comes back of infinity and NaN is not JSON.
        String read = client.post(
                        "/search",
                        "{\"table\":\"c_t1\",\"query\":{\"equals\":{\"id\":1}},\"_source\":[\"" + column + "\"]}")
                .text();
        assertThat(read)
                .endsWith("\"_source\":{\"" + column + "\":" + value.get("read").asText() + "}}]}}");
    }
}
