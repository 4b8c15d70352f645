package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Selections from a table of 10,000 rows. */
class ReadingTest {
    @RegisterExtension
    static final ManticoreUnderTest MANTICORE = new ManticoreUnderTest();

    private final ManticoreClient client = MANTICORE.client();

    @BeforeAll
    static void fill() {
        ManticoreClient client = MANTICORE.client();
        client.sql("CREATE TABLE c_a (title text, tag string attribute indexed, x int, f float, j json, m multi,"
                + " event_id bigint) min_prefix_len='2'");
        String lines = IntStream.rangeClosed(1, 10_000)
                .mapToObj(i -> ("{\"replace\":{\"table\":\"c_a\",\"id\":%d,\"doc\":{\"title\":\"Row number%d of Many\","
                                + "\"tag\":\"T%d\",\"x\":%d,\"f\":%d.5,\"j\":{\"n\":{\"k\":%d},\"s\":\"v%d\"},"
                                + "\"m\":[%d,7],\"event_id\":%d}}}")
                        .formatted(i, i, i % 3, i, i, i, i % 2, i % 10, 1000 + i))
                .collect(Collectors.joining("\n"));
        assertThat(client.bulk(lines).status()).isEqualTo(200);
    }

    private List<Long> ids(ManticoreClient.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<Long> ids = new ArrayList<>();
        for (JsonNode row : answer.body().at("/0/data")) {
            ids.add(row.get("id").asLong());
        }
        for (JsonNode hit : answer.body().at("/hits/hits")) {
            ids.add(hit.get("_id").asLong());
        }
        return ids;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "select id from c_a ; 20",
                "select id from c_a limit 1000 ; 1000",
                "select id from c_a limit 5000 ; 1000",
                "select id from c_a limit 5000 option max_matches=5000 ; 5000",
                "select id from c_a limit 20000 option max_matches=20000 ; 10000",
                "select id from c_a limit 995,10 ; 5",
                "select id from c_a limit 2000,10 option max_matches=3000 ; 10",
                "select id from c_a where id>5000 order by id asc limit 1000 ; 1000",
            })
    void rowsAreLimitedAsStudied(String statement, int rows) {
        assertThat(ids(client.sql(statement))).hasSize(rows);
    }

    @Test
    void pageBeyondMaxMatchesIsRefused() {
        ManticoreClient.Answer answer = client.sql("select id from c_a limit 1000,10");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).isEqualTo("{\"error\":\"offset out of bounds (offset=1000, max_matches=1000)\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "id IN (3,1,2,99999999) ; 1,2,3",
                "id=4 ; 4",
                "x<3 ; 1,2",
                "x<=2 AND x>1 ; 2",
                "x BETWEEN 4 AND 5 ; 4,5",
                "x=4 OR x=6 ; 4,6",
                "(x=4 OR x=6) AND x<>4 ; 6",
                "NOT x>2 ; 1,2",
                "x NOT IN (1,2) AND x<4 ; 3",
                "f>9999.9 AND f<10000.9 ; 10000",
                "event_id<1003 ; 1,2",
                "tag='T0' AND x<7 ; 3,6",
                "tag='t0' AND x<7 ; 3,6",
                "tag IN ('T0','T1') AND x<4 ; 1,3",
                "j.n.k=7 ; 7",
                "j.s='v1' AND x<4 ; 1,3",
                "m=8 AND x<20 ; 8,18",
                "MATCH('number5') ; 5",
                "MATCH('row number12 many') ; 12",
                "MATCH('\"number7 of many\"') ; 7",
                "MATCH('\"of number7\"') ; ''",
                "MATCH('number8 | number9') ; 8,9",
                "MATCH('number999* -number9990') AND x<9993 ; 999,9991,9992",
                "MATCH('@tag t1 @title number4') ; 4",
                "MATCH('@tag number4') ; ''",
                "MATCH('NUMBER3') AND x=3 ; 3",
            })
    void conditionsSelectRows(String condition, String expected) {
        ManticoreClient.Answer answer =
                client.sql("SELECT id FROM c_a WHERE " + condition + " ORDER BY id ASC LIMIT 100");
        assertThat(ids(answer).stream().map(String::valueOf).collect(Collectors.joining(",")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'equals':{'x':5}} ; 5",
                "{'in':{'id':[3,1,2]}} ; 1,2,3",
                "{'range':{'event_id':{'gt':1001,'lte':1003}}} ; 2,3",
                "{'bool':{'must':[{'range':{'x':{'lt':5}}}],'must_not':[{'equals':{'x':2}}]}} ; 1,3,4",
                "{'bool':{'should':[{'equals':{'x':2}},{'equals':{'x':9}}]}} ; 2,9",
                "{'bool':{'filter':[{'equals':{'tag':'T0'}},{'range':{'x':{'lt':7}}}]}} ; 3,6",
                "{'match':{'title':'number6 number7'}} ; 6,7",
                "{'match':{'title':{'query':'row number6','operator':'and'}}} ; 6",
                "{'match':{'*':'number6'}} ; 6",
                "{'match_phrase':{'title':'number6 of'}} ; 6",
                "{'query_string':'number6 | number8'} ; 6,8",
                "{'bool':{'must':[{'match':{'title':'many'}},{'range':{'x':{'lt':3}}}]}} ; 1,2",
            })
    void jsonQueriesSelectRows(String query, String expected) {
        String body = "{'table':'c_a','query':" + query + ",'sort':['id'],'limit':100}";
        ManticoreClient.Answer answer = client.post("/search", body.replace('\'', '"'));
        assertThat(ids(answer).stream().map(String::valueOf).collect(Collectors.joining(",")))
                .isEqualTo(expected);
    }

    @Test
    void rowsAreSortedByColumnsOneAfterTheOther() {
        assertThat(ids(client.sql("SELECT id FROM c_a ORDER BY tag DESC, x DESC LIMIT 3")))
                .containsExactly(9998L, 9995L, 9992L);
        assertThat(ids(client.post(
                        "/search", "{\"table\":\"c_a\",\"sort\":[{\"x\":\"desc\"}],\"limit\":2,\"offset\":1}")))
                .containsExactly(9999L, 9998L);
    }

    @Test
    void rowThatMatchesMoreComesFirst() {
        client.sql("CREATE TABLE c_weights (title text)");
        client.bulk(
                "{\"replace\":{\"table\":\"c_weights\",\"id\":1,\"doc\":{\"title\":\"alpha\"}}}",
                "{\"replace\":{\"table\":\"c_weights\",\"id\":2,\"doc\":{\"title\":\"alpha beta\"}}}");
        assertThat(ids(client.post(
                        "/search", "{\"table\":\"c_weights\",\"query\":{\"match\":{\"title\":\"beta alpha\"}}}")))
                .containsExactly(2L, 1L);
    }

    @Test
    void hundredThousandIdsCanBeAskedFor() {
        String ids =
                IntStream.rangeClosed(1, 100_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(ids(client.sql("SELECT id, event_id FROM c_a WHERE id IN (" + ids
                        + ") LIMIT 100000 OPTION max_matches=100000")))
                .hasSize(10_000);
    }

    @Test
    void severalStatementsAreAnsweredTogether() {
        JsonNode answer = client.post("/cli_json", "select id from c_a limit 1; select count(*) from c_a;")
                .body();
        assertThat(answer.at("/0/data/0/id").asInt()).isEqualTo(1);
        assertThat(answer.at("/1/data/0/count(*)").asInt()).isEqualTo(10_000);
    }

    @Test
    void figuresAreWorkedOutPerGroup() {
        JsonNode groups = client.sql("SELECT tag, COUNT(*) c, MAX(x) hi, AVG(f) mean FROM c_a WHERE x<7 GROUP BY tag"
                        + " ORDER BY tag ASC")
                .body()
                .at("/0/data");
        assertThat(groups.toString())
                .isEqualTo("[{\"tag\":\"T0\",\"c\":2,\"hi\":6,\"mean\":5.0},"
                        + "{\"tag\":\"T1\",\"c\":2,\"hi\":4,\"mean\":3.0},"
                        + "{\"tag\":\"T2\",\"c\":2,\"hi\":5,\"mean\":4.0}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "select nocol from c_a ; table c_a: parse error: unknown column: nocol",
                "select id from c_a where nocol=1 ; table c_a: unknown column: nocol",
                "select id from c_a where x='a' ; table c_a: unsupported filter type 'string' on attribute 'x'",
                "select id from c_a where tag=1 ; table c_a: unsupported filter on a 'tag' string column",
            })
    void questionThatMakesNoSenseIsRefused(String statement, String reason) {
        assertThat(client.sql(statement).body().get("error").asText()).isEqualTo(reason);
    }

    @Test
    void statusCountsTheRows() {
        JsonNode rows = client.sql("SHOW TABLE c_a STATUS LIKE 'indexed_documents'")
                .body()
                .at("/0/data");
        assertThat(rows.at("/0/Value").asText()).isEqualTo("10000");
    }

    @Test
    void conditionalDeleteLeavesTheRest() {
        client.sql("CREATE TABLE c_deletes (title text, tag string, event_id bigint)");
        client.sql("INSERT INTO c_deletes (id, tag, event_id) VALUES (1,'a',5), (2,'b',5), (3,'a',6)");
        assertThat(client.sql("DELETE FROM c_deletes WHERE event_id<6 AND tag='a'")
                        .body()
                        .at("/0/total")
                        .asInt())
                .isEqualTo(1);
        assertThat(ids(client.sql("SELECT id FROM c_deletes ORDER BY id ASC"))).containsExactly(2L, 3L);
    }
}
