package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How requests are carried over connections, as studied with a real searchd. */
class TransportTest {
    private static final String LINE_1 = "{\"replace\":{\"table\":\"c_a\",\"id\":1,\"doc\":{\"x\":1}}}\n";
    private static final String LINE_2 = "{\"replace\":{\"table\":\"c_a\",\"id\":2,\"doc\":{\"x\":2}}}\n";

    @RegisterExtension
    static final ManticoreUnderTest MANTICORE = new ManticoreUnderTest();

    private final ManticoreClient client = MANTICORE.client();
    private RawConnection connection;

    @BeforeEach
    void connect() throws IOException {
        client.dropContractTables();
        client.sql("CREATE TABLE c_a (title text, x int)");
        connection = new RawConnection(MANTICORE.url());
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
    }

    private int documents() {
        return client.sql("SELECT COUNT(*) FROM c_a")
                .body()
                .at("/0/data/0/count(*)")
                .asInt();
    }

    private static String length(String body) {
        return "Content-Length: " + body.length();
    }

    @Test
    void connectionServesOneRequestAfterTheOther() throws IOException {
        assertThat(connection.sendBulkHead(length(LINE_1)).send(LINE_1).reply().status())
                .isEqualTo(200);
        assertThat(connection.sendBulkHead(length(LINE_2)).send(LINE_2).reply().status())
                .isEqualTo(200);
        assertThat(documents()).isEqualTo(2);
    }

    @Test
    void connectionClosesWhenTheClientSaysSo() throws IOException {
        connection
                .sendBulkHead(length(LINE_1), "Connection: close")
                .send(LINE_1)
                .reply();
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void connectionOfVersion10ClosesUnlessItIsToBeKept() throws IOException {
        assertThat(connection
                        .send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                        .reply()
                        .status())
                .isEqualTo(200);
        assertThat(connection.send("GET / HTTP/1.0\r\n\r\n").reply().status()).isEqualTo(200);
        assertThat(connection.isClosed()).isTrue();
    }

    /** Without a header that says so. */
    @Test
    void errorIsAnsweredBeforeTheBodyIsReadAndClosesTheConnection() throws IOException {
        connection.sendBulkHead("Content-Length: 1000000").send("{\"replace\":{\"table\":\"c_nope\",\"id\":1}}\n");
        RawConnection.Reply reply = connection.reply();
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body()).contains("table 'c_nope' absent").contains("\"current_line\":1,");
        assertThat(reply.headers()).doesNotContainKey("connection");
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void bodyIsAwaitedAfterContinue() throws IOException {
        connection.sendBulkHead(length(LINE_1), "Expect: 100-continue");
        assertThat(connection.reply().status()).isEqualTo(100);
        assertThat(connection.send(LINE_1).reply().status()).isEqualTo(200);
        assertThat(documents()).isEqualTo(1);
    }

    @Test
    void bodyComesInChunks() throws IOException {
        String chunks = chunk(LINE_1.substring(0, 10)) + chunk(LINE_1.substring(10) + LINE_2) + "0\r\n\r\n";
        RawConnection.Reply reply = connection
                .sendBulkHead("Transfer-Encoding: chunked")
                .send(chunks)
                .reply();
        assertThat(reply.body()).contains("\"created\":2,").contains("\"current_line\":3,");
        assertThat(connection.sendBulkHead(length(LINE_1)).send(LINE_1).reply().status())
                .isEqualTo(200);
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void linesBeforeTheClientStopsSendingAreCommitted() throws IOException {
        RawConnection.Reply reply = connection
                .sendBulkHead("Content-Length: 5000")
                .send(LINE_1)
                .endOutput()
                .reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).contains("\"current_line\":2,");
        assertThat(documents()).isEqualTo(1);
    }

    @Test
    void linesBeforeAMissingLastChunkAreCommitted() throws IOException {
        connection
                .sendBulkHead("Transfer-Encoding: chunked")
                .send(chunk(LINE_1 + LINE_2))
                .endOutput()
                .reply();
        assertThat(documents()).isEqualTo(2);
    }

    @Test
    void runIsUndoneWhenTheBodyEndsWithinALine() throws IOException {
        RawConnection.Reply reply = connection
                .sendBulkHead("Content-Length: 5000")
                .send(LINE_1 + LINE_2.substring(0, 30))
                .endOutput()
                .reply();
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("unable to parse");
        assertThat(documents()).isZero();
    }

    @Test
    void postWithoutALengthIsEmpty() throws IOException {
        RawConnection.Reply reply = connection.sendBulkHead().reply();
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body())
                .isEqualTo("{\"items\":[],\"current_line\":0,\"skipped_lines\":0,\"errors\":true,\"error\":\"\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "GET"})
    void otherMethodsWithABodyAreTakenForPost(String method) throws IOException {
        RawConnection.Reply reply = connection
                .send(method + " /bulk HTTP/1.1\r\nContent-Type: application/x-ndjson\r\n" + length(LINE_1)
                        + "\r\n\r\n")
                .send(LINE_1)
                .reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(documents()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "OPTIONS"})
    void unknownMethodClosesTheConnectionWithoutAnAnswer(String method) throws IOException {
        assertThat(connection.send(method + " / HTTP/1.1\r\nHost: x\r\n\r\n").isClosed())
                .isTrue();
    }

    @Test
    void headIsAnsweredWithoutABody() throws IOException {
        assertThat(connection.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").statusOfHead())
                .isEqualTo(200);
        assertThat(connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").reply().body())
                .contains("\"number\"");
    }

    @Test
    void bulkIsKnownByTwoPathsAndTakesParameters() {
        assertThat(client.post("/json/bulk", LINE_1, ManticoreClient.NDJSON, false)
                        .status())
                .isEqualTo(200);
        assertThat(client.post("/bulk?x=1", LINE_1, ManticoreClient.NDJSON, false)
                        .status())
                .isEqualTo(200);
        assertThat(client.post("/bulk/", LINE_1, ManticoreClient.NDJSON, false).text())
                .isEqualTo("{\"error\":\"/bulk/ - unsupported endpoint\"}");
    }

    @Test
    void compressedBulkIsTakenOnlyWithoutALastLineEnd() {
        assertThat(client.post("/bulk", LINE_1.strip(), ManticoreClient.NDJSON, true)
                        .status())
                .isEqualTo(200);
        assertThat(client.post("/bulk", LINE_2, ManticoreClient.NDJSON, true).status())
                .isEqualTo(400);
        assertThat(documents()).isEqualTo(1);
    }

    @Test
    void compressedSingleDocumentIsTaken() {
        String document = "{\"table\":\"c_a\",\"id\":7,\"doc\":{\"x\":7}}";
        assertThat(client.post("/replace", document, "application/json", true).status())
                .isEqualTo(200);
        assertThat(documents()).isEqualTo(1);
    }

    @Test
    void bulkOfManyMegabytesIsOneTransaction() {
        StringBuilder lines = new StringBuilder();
        for (int id = 1; id <= 20_000; id++) {
            lines.append(LINE_1.replace("\"id\":1,", "\"id\":" + id + ",")
                    .replace("\"x\":1", "\"title\":\"" + "word ".repeat(40) + "\""));
        }
        assertThat(client.post("/bulk", lines.toString(), ManticoreClient.NDJSON, false)
                        .text())
                .contains("\"created\":20000,")
                .contains("\"current_line\":20001,");
        assertThat(documents()).isEqualTo(20_000);
    }
}
