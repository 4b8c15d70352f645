package io.millrace.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real server would quietly change is refused by name, and nothing of it is kept. */
final class TrapsTest {
    @TempDir
    private static Path directory;

    private static ManticoreStandIn standIn;
    private static RawClient client;

    @BeforeAll
    static void start() throws IOException {
        standIn = ManticoreStandIn.start(directory, 0);
        client = new RawClient(standIn.url());
        client.sql(
                "CREATE TABLE t (title text, s string, n int, b bigint, f float, ok bool, ts timestamp, j json, m multi,"
                        + " v float_vector knn_type='hnsw' knn_dims='2' hnsw_similarity='cosine')");
    }

    @AfterAll
    static void stop() throws IOException {
        standIn.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "n | \"12\" | text becomes 0",
                "n | -1 | -1 wraps around",
                "n | 4294967296 | wraps around",
                "n | 1.0 | a fraction is cut",
                "n | null | NULL becomes 0",
                "n | true | text becomes 0",
                "b | 1e18 | exponent",
                "b | 9223372036854775808 | wraps around",
                "f | \"NaN\" | NaN",
                "f | 12345678.9 | a float has 32 bits",
                "f | 1e300 | a float has 32 bits",
                "ok | 2 | becomes false",
                "ts | \"2024-01-01T00:00:00Z\" | text becomes 0",
                "ts | -1 | wraps around",
                "title | {\"a\":1} | JSON text",
                "title | \"a\\u0000b\" | a NUL cuts off",
                "s | 5 | is lost",
                "s | \"\\u0000\" | a NUL cuts off",
                "j | \"{}\" | becomes empty",
                "j | {\"a\":\"\\u0000\"} | a NUL cuts off",
                "j | [9223372036854775808] | rounded",
                "j | [1e400] | becomes null",
                "m | [1,null] | text becomes 0",
                "m | [-1] | wraps around",
                "v | [3,4] | length 1"
            })
    void valueThatWouldBecomeAnotherIsRefused(String column, String value, String trap) throws IOException {
        refuses("{\"replace\":{\"table\":\"t\",\"id\":1,\"doc\":{\"" + column + "\":" + value + "}}}", trap);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"replace\":{\"table\":\"t\",\"doc\":{}}} | gets a generated id",
                "{\"replace\":{\"table\":\"t\",\"id\":0,\"doc\":{}}} | gets a generated id",
                "{\"replace\":{\"table\":\"t\",\"id\":\"7\",\"doc\":{}}} | gets a generated id",
                "{\"replace\":{\"table\":\"t\",\"id\":7}} | empties the document",
                "{\"delete\":{\"table\":\"t\"}} | deletes every row",
                "{\"update\":{\"table\":\"t\",\"doc\":{\"n\":1}}} | not served",
                "{\"replace\":{\"table\":\"t\",\"id\":7,\"doc\":{}}} {} | is ignored"
            })
    void lineThatWouldDoSomethingElseIsRefused(String line, String trap) throws IOException {
        refuses(line, trap);
    }

    private static void refuses(String line, String trap) throws IOException {
        RawClient.Answer answer = client.bulk("{\"replace\":{\"table\":\"t\",\"id\":9,\"doc\":{}}}", line);
        assertThat(answer.status()).as(answer.text()).isEqualTo(500);
        assertThat(answer.json().path("error").asText()).startsWith("trap: ").contains(trap);
        assertThat(answer.json().path("current_line").asInt()).isEqualTo(2);
        assertThat(client.count("t")).isZero();
    }

    /** A real server carries them out in an order of its own. */
    @Test
    void secondOperationOnADocumentInOneRunIsRefused() throws IOException {
        String replace = "{\"replace\":{\"table\":\"t\",\"id\":8,\"doc\":{}}}";
        assertThat(client.bulk(replace, "{\"delete\":{\"table\":\"t\",\"id\":8}}")
                        .text())
                .contains("trap: a second operation on document 8");
        assertThat(client.bulk(replace, "", "{\"delete\":{\"table\":\"t\",\"id\":8}}")
                        .status())
                .isEqualTo(200);
        assertThat(client.count("t")).isZero();
    }

    @Test
    void deepJsonIsRefused() throws IOException {
        refuses(json("{\"a\":".repeat(66) + "1" + "}".repeat(66)), "65 objects or 193 arrays");
        refuses(json("[".repeat(194) + "]".repeat(194)), "65 objects or 193 arrays");
    }

    private static String json(String value) {
        return "{\"replace\":{\"table\":\"t\",\"id\":1,\"doc\":{\"j\":" + value + "}}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE FROM t | deletes every row",
                "CREATE TABLE u (id bigint) | is dropped",
                "TRUNCATE TABLE t | not served"
            })
    void statementThatNobodySendsIsRefused(String statement, String trap) throws IOException {
        RawClient.Answer answer = client.sql(statement);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().path("error").asText()).startsWith("trap: ").contains(trap);
    }

    @Test
    void largestFloatIsAnsweredWithAllItsDigits() throws IOException {
        client.sql("CREATE TABLE floats (f float)");
        client.bulk("{\"replace\":{\"table\":\"floats\",\"id\":1,\"doc\":{\"f\":3.4028235e38}}}");
        assertThat(client.sql("SELECT f FROM floats").text())
                .contains("{\"f\":340282346638528859811704183484516925440.000000}");
    }

    /** Unlike a real server's other surprises, this one shows: SHOW CREATE TABLE lacks the option. */
    @Test
    void unknownOptionIsIgnored() throws IOException {
        assertThat(client.sql("CREATE TABLE o (t text) morfology='stem_en' morphology='stem_en'")
                        .status())
                .isEqualTo(200);
        assertThat(client.sql("SHOW CREATE TABLE o").text())
                .contains(" morphology='stem_en'")
                .doesNotContain("morfology");
    }
}
