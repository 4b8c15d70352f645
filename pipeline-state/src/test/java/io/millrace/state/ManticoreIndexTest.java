package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.Optional;
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
    void tokenIsABearers() throws Exception {
        server.answering(200, "[{\"data\": []}]");
        HttpAddress address =
                new HttpAddress("http://" + server.address(), Optional.of(new HttpAddress.TokenLogin("t0ken")));

        new ManticoreIndex(new JsonHttpClient(address)).status();

        assertThat(server.requests().get(0).authorization()).isEqualTo("Bearer t0ken");
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
                .isInstanceOf(StateException.class)
                .hasMessageContaining("403")
                .hasMessageContaining("forbidden");
    }

    @Test
    void messageAboutAnUnreachableServerOmitsThePassword() {
        server.close();

        assertThatThrownBy(() -> index.rows("line_items"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining(server.address())
                .hasMessageNotContaining("cret");
    }

    @Test
    void statusAndSettingsAreRead() throws Exception {
        server.answering(200, "[{\"data\": [{\"Counter\": \"version\", \"Value\": \"29.2.2\"}]}]")
                .answering(200, "[{\"data\": [{\"Setting_name\": \"searchd.auto_schema\", \"Value\": \"0\"}]}]")
                .answering(200, "[{\"data\": [{\"Table\": \"orders\"}]}]")
                .answering(200, "[{\"data\": [{\"Variable_name\": \"locked\", \"Value\": \"1\"}]}]")
                .answering(200, "[{\"data\": []}]");

        assertThat(index.status()).containsEntry("version", "29.2.2");
        assertThat(index.settings()).containsEntry("searchd.auto_schema", "0");
        assertThat(index.table("orders").orElseThrow()).containsEntry("locked", "1");
        assertThat(index.table("customers")).isEmpty();
    }
}
