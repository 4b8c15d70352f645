package io.millrace.command.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.command.console.CommandException;
import io.millrace.command.service.JsonHttpClient;
import io.millrace.command.service.JsonServer;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManticoreIndexTest {
    private JsonServer server;
    private ManticoreIndex index;

    @BeforeEach
    void startServer() throws Exception {
        server = new JsonServer();
        index = new ManticoreIndex(new JsonHttpClient("http://reader:s%40cret@" + server.address() + "/"));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void rowsAreCounted() throws Exception {
        server.answering(200, "[{\"data\": [{\"Table\": \"line_items\"}]}]")
                .answering(200, "[{\"data\": [{\"n\": 12}]}]");

        assertThat(index.rows("line_items")).isEqualTo(12);
        assertThat(server.requests())
                .extracting(JsonServer.RecordedRequest::authorization)
                .containsOnly("Basic " + Base64.getEncoder().encodeToString("reader:s@cret".getBytes()));
    }

    @Test
    void missingTableHasNoRows() throws Exception {
        server.answering(200, "[{\"data\": [{\"Index\": \"line1items\"}]}]");

        assertThat(index.rows("line_items")).isZero();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void refusalIsAnErrorNotAnEmptyTable() {
        server.answering(403, "{\"error\": \"forbidden\"}");

        assertThatThrownBy(() -> index.rows("line_items"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("403")
                .hasMessageContaining("forbidden");
    }

    @Test
    void messageAboutAnUnreachableServerOmitsThePassword() {
        server.close();

        assertThatThrownBy(() -> index.rows("line_items"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(server.address())
                .hasMessageNotContaining("cret");
    }
}
