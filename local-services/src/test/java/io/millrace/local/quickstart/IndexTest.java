package io.millrace.local.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.manticore.ManticoreStandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexTest {
    private static final Set<String> COLUMNS = Set.of("id", "title", "price");

    @TempDir
    Path directory;

    private ManticoreStandIn manticore;
    private Index index;

    @BeforeEach
    void start() throws IOException {
        manticore = ManticoreStandIn.start(directory, 0);
        index = new Index(manticore.url());
    }

    @AfterEach
    void stop() throws IOException {
        manticore.close();
    }

    private void sql(String statement) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(manticore.url() + "/sql?mode=raw"))
                .POST(HttpRequest.BodyPublishers.ofString(statement))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void tableThatIsNotThereYetIsNoOther() {
        index.requireNoOther("products", COLUMNS);
    }

    @Test
    void tableOfAnEarlierQuickstartIsNoOther() throws Exception {
        sql("CREATE TABLE products (title text, price string, row_key string, event_id bigint)");
        index.requireNoOther("products", COLUMNS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"title text", "title text, shelf int, event_id bigint"})
    void tableOfSomebodyElseIsLeftAlone(String columns) throws Exception {
        sql("CREATE TABLE products (" + columns + ")");
        assertThatThrownBy(() -> index.requireNoOther("products", COLUMNS))
                .isInstanceOf(QuickstartException.class)
                .hasMessageContaining("a table 'products' that is not the sample's");
    }
}
