package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @RegisterExtension
    static final ManticoreUnderTest MANTICORE = new ManticoreUnderTest();

    private final ManticoreClient client = MANTICORE.client();

    @BeforeEach
    void createTable() {
        client.dropContractTables();
        client.sql(
                "CREATE TABLE c_t1 (title text, name string, i int, u uint, bi bigint, f float, b bool, ts timestamp,"
                        + " js json, m multi, m64 multi64,"
                        + " v float_vector knn_type='hnsw' knn_dims='3' hnsw_similarity='l2')");
    }

    @TestFactory
    Stream<DynamicTest> everyValueIsTakenOrRefusedAsStudied() {
        return StreamSupport.stream(Resources.json("study/values").spliterator(), false)
                .map(value -> DynamicTest.dynamicTest(
                        value.get("type").asText() + " " + value.get("sent").asText(), () -> check(value)));
    }

    private void check(JsonNode value) {
        String column = COLUMNS.getOrDefault(value.get("type").asText(), "");
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
        assertThat(read(column)).isEqualTo(value.get("read").asText());
    }

    @ParameterizedTest
    @CsvSource({"65,0,true", "66,0,false", "1,193,true", "1,194,false"})
    void jsonIsKeptUpToACertainDepth(int objects, int arrays, boolean kept) {
        String nested = "{\"a\":".repeat(objects) + "[".repeat(arrays) + "1" + "]".repeat(arrays) + "}".repeat(objects);
        assertThat(written("js", nested)).isEqualTo(kept ? nested : "null");
    }

    @ParameterizedTest
    @CsvSource({"2097139,true", "2097140,false"})
    void jsonIsKeptUpToACertainSize(int length, boolean kept) {
        String read = written("js", "{\"k\":\"" + "x".repeat(length) + "\"}");
        assertThat(read.length()).isEqualTo(kept ? length + 8 : "null".length());
    }

    @Test
    void stringIsCutAndTextIsNot() {
        String long1 = "\"" + "x".repeat(4_194_304) + "\"";
        assertThat(written("name", long1)).hasSize(4_194_303 + 2);
        assertThat(written("title", long1)).isEqualTo(long1);
    }

    private String written(String column, String value) {
        client.post("/replace", "{\"table\":\"c_t1\",\"id\":1,\"doc\":{\"" + column + "\":" + value + "}}");
        return read(column);
    }

    /** As text: what comes back of infinity and NaN is not JSON. */
    private String read(String column) {
        String hit = client.post(
                        "/search",
                        "{\"table\":\"c_t1\",\"query\":{\"equals\":{\"id\":1}},\"_source\":[\"" + column + "\"]}")
                .text();
        String before = "\"_source\":{\"" + column + "\":";
        return hit.substring(hit.indexOf(before) + before.length(), hit.length() - "}}]}}".length());
    }
}
