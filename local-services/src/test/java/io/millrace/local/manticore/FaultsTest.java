package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {
    private static final String LINE_1 = "{\"replace\":{\"table\":\"t\",\"id\":1,\"doc\":{\"x\":1}}}";
    private static final String LINE_2 = "{\"replace\":{\"table\":\"t\",\"id\":2,\"doc\":{\"x\":2}}}";

    @TempDir
    Path directory;

    private ManticoreStandIn standIn;
    private ManticoreClient client;

    @BeforeEach
    void start() throws IOException {
        standIn = ManticoreStandIn.start(directory, 0);
        client = new ManticoreClient(standIn.url());
        client.sql("CREATE TABLE t (x int)");
    }

    @AfterEach
    void stop() throws IOException {
        standIn.close();
    }

    private int documents() {
        return client.sql("SELECT COUNT(*) FROM t")
                .body()
                .at("/0/data/0/count(*)")
                .asInt();
    }

    @Test
    void answersAsManyRequestsAsSet() {
        standIn.faults().set("/bulk", 2, new Fault.Answer(503));
        assertThat(client.bulk(LINE_1).status()).isEqualTo(503);
        assertThat(documents()).isZero();
        assertThat(client.bulk(LINE_1).status()).isEqualTo(503);
        assertThat(client.bulk(LINE_1).status()).isEqualTo(200);
    }

    @Test
    void hangsUpWithinTheBody() {
        standIn.faults().nextBulk(new Fault.HangUp(20));
        assertThatThrownBy(() -> client.bulk(LINE_1)).isInstanceOf(UncheckedIOException.class);
        assertThat(documents()).isZero();
    }

    @Test
    void losesTheAnswerOfWhatWasCarriedOut() {
        standIn.faults().nextBulk(new Fault.LoseAnswer());
        assertThatThrownBy(() -> client.bulk(LINE_1)).isInstanceOf(UncheckedIOException.class);
        assertThat(documents()).isEqualTo(1);
    }

    @Test
    void commitsWhatWasReadWhenTheBodyIsCutAtALineEnd() {
        standIn.faults().nextBulk(new Fault.CutBody(LINE_1.length() + 1));
        ManticoreClient.Answer answer = client.bulk(LINE_1, LINE_2);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("current_line").asInt()).isEqualTo(2);
        assertThat(documents()).isEqualTo(1);
    }

    @Test
    void endsAsAStoppingServerDoes() {
        standIn.faults()
                .nextBulk(new Fault.Terminate(LINE_1.length() + 9))
                .nextBulk(new Fault.Terminate(LINE_1.length() + 1));
        ManticoreClient.Answer withinLine = client.bulk(LINE_1, LINE_2);
        assertThat(withinLine.status()).isEqualTo(400);
        assertThat(withinLine.text()).contains("unable to parse");
        assertThat(documents()).isZero();
        ManticoreClient.Answer atLineEnd = client.bulk(LINE_1, LINE_2);
        assertThat(atLineEnd.status()).isEqualTo(200);
        assertThat(atLineEnd.text()).contains("got SIGTERM");
        assertThat(documents()).isEqualTo(1);
    }

    @Test
    void refusesOneDocumentUntilCleared() {
        standIn.faults().refuseDocument(2);
        ManticoreClient.Answer answer = client.bulk(LINE_1, LINE_2);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body().get("current_line").asInt()).isEqualTo(2);
        assertThat(documents()).isZero();
        standIn.faults().clear();
        assertThat(client.bulk(LINE_1, LINE_2).status()).isEqualTo(200);
    }

    @Test
    void strikesOnlyThePathItWasSetFor() {
        standIn.faults().set("/search", 1, new Fault.Answer(500));
        assertThat(client.bulk(LINE_1).status()).isEqualTo(200);
        assertThat(client.post("/search", "{\"table\":\"t\"}").status()).isEqualTo(500);
    }

    @Test
    void carriesOutARequestLater() {
        standIn.faults().nextBulk(new Fault.Delay(Duration.ofMillis(1)));
        assertThat(client.bulk(LINE_1).status()).isEqualTo(200);
    }

    @Test
    void isSetFromAnotherProcess() {
        assertThat(client.post("/stand-in/faults", "{\"kind\":\"answer\",\"status\":503,\"times\":3}")
                        .text())
                .isEqualTo("{\"pending\":3}");
        assertThat(client.bulk(LINE_1).status()).isEqualTo(503);
        client.post("/stand-in/faults", "{\"kind\":\"refuse\",\"id\":1}");
        assertThat(client.post("/stand-in/faults", "{\"kind\":\"no such\"}").status())
                .isEqualTo(400);
        assertThat(client.post("/stand-in/faults", "{\"kind\":\"cut_body\"}").text())
                .contains("needs a number 'bytes'");
        assertThat(standIn.faults().pending()).isEqualTo(2);
    }
}
