package io.millrace.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How requests are carried over connections, as studied with a real searchd, and the faults that can be set. */
final class TransportTest {
    private static final String LINE_1 = "{\"replace\":{\"table\":\"t\",\"id\":1,\"doc\":{\"x\":1}}}";
    private static final String LINE_2 = "{\"replace\":{\"table\":\"t\",\"id\":2,\"doc\":{\"x\":2}}}";
    private static final String BODY = LINE_1 + "\n" + LINE_2 + "\n";

    @TempDir
    private Path directory;

    private ManticoreStandIn standIn;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        standIn = ManticoreStandIn.start(directory, 0);
        client = new RawClient(standIn.url());
        client.sql("CREATE TABLE t (x int)");
    }

    @AfterEach
    void stop() throws IOException {
        standIn.close();
    }

    @Test
    void linesBeforeTheClientStopsSendingAreCommitted() throws IOException {
        RawClient.Answer answer = client.bulkPart(BODY, LINE_1.length() + 1);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("\"current_line\":2,");
        assertThat(client.count("t")).isEqualTo(1);
    }

    @Test
    void runIsUndoneWhenTheBodyEndsWithinALine() throws IOException {
        RawClient.Answer answer = client.bulkPart(BODY, LINE_1.length() + 30);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("unable to parse").contains("\"current_line\":2,");
        assertThat(client.count("t")).isZero();
    }

    @Test
    void badLineIsAnsweredBeforeTheBodyIsThere() throws IOException {
        String bad = "{\"replace\":{\"table\":\"nope\",\"id\":1,\"doc\":{}}}\n";
        RawClient.Answer answer = client.bulkBeginning(bad + LINE_1.repeat(10_000), bad.length());
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("table 'nope' absent").contains("\"current_line\":1,");
    }

    @Test
    void requestsAreAnsweredAsOftenAsSet() throws IOException {
        standIn.faults().set("/bulk", 2, Fault.answer(503));
        assertThat(client.bulk(LINE_1).status()).isEqualTo(503);
        assertThat(client.bulk(LINE_1).status()).isEqualTo(503);
        assertThat(client.count("t")).isZero();
        assertThat(client.bulk(LINE_1).status()).isEqualTo(200);
    }

    @Test
    void connectionsBreakBeforeAndAfterTheWork() throws IOException {
        standIn.faults().nextBulk(Fault.hangUp(20));
        assertThatThrownBy(() -> client.bulk(LINE_1)).isInstanceOf(IOException.class);
        assertThat(client.count("t")).isZero();
        standIn.faults().nextBulk(Fault.loseAnswer());
        assertThatThrownBy(() -> client.bulk(LINE_1)).isInstanceOf(IOException.class);
        assertThat(client.count("t")).isEqualTo(1);
    }

    /** A thread that still waits for connections keeps the port open for one more. */
    @Test
    void closedServerTakesNoMoreConnections() throws IOException {
        for (int attempt = 0; attempt < 200; attempt++) {
            ManticoreStandIn closed = ManticoreStandIn.start(directory.resolve("closed"), 0);
            URI url = URI.create(closed.url());
            closed.close();
            assertThatThrownBy(() -> new Socket(url.getHost(), url.getPort())).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void bodiesAreCutAsByAServerThatStops() throws IOException {
        standIn.faults()
                .nextBulk(Fault.terminate(LINE_1.length() + 9))
                .nextBulk(Fault.terminate(LINE_1.length() + 1))
                .nextBulk(Fault.cutBody(LINE_1.length() + 1));
        assertThat(client.bulk(LINE_1, LINE_2).text()).contains("unable to parse");
        assertThat(client.count("t")).isZero();
        RawClient.Answer atLineEnd = client.bulk(LINE_1, LINE_2);
        assertThat(atLineEnd.status()).isEqualTo(200);
        assertThat(atLineEnd.text()).contains("got SIGTERM");
        assertThat(client.bulk(LINE_1, LINE_2).text()).contains("\"current_line\":2,");
        assertThat(client.count("t")).isEqualTo(1);
    }

    @Test
    void documentIsRefusedUntilTheFaultsAreCleared() throws IOException {
        standIn.faults().refuseDocument(2).nextBulk(Fault.hold(CompletableFuture.completedFuture(true)));
        assertThat(client.bulk(LINE_1, LINE_2).text()).contains("\"current_line\":2,");
        assertThat(client.count("t")).isZero();
        standIn.faults().clear();
        assertThat(client.bulk(LINE_1, LINE_2).status()).isEqualTo(200);
    }
}
