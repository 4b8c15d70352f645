package io.millrace.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.ManticoreHttp;
import io.millrace.standin.ManticoreStandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShopIndexTest {
    private static final Set<String> COLUMNS = Set.of("id", "title", "price");

    @TempDir
    Path directory;

    private ManticoreStandIn manticore;
    private ShopIndex index;

    @BeforeEach
    void start() throws IOException {
        manticore = ManticoreStandIn.start(directory, 0);
        index = new ShopIndex(manticore.url());
    }

    @AfterEach
    void stop() throws IOException {
        manticore.close();
    }

    private void createTable(String columns) throws IOException {
        String statement = "CREATE TABLE products (" + columns + ")";
        assertThat(new ManticoreHttp(manticore.url()).sql(statement).status()).isEqualTo(200);
    }

    @Test
    void missingTableIsAccepted() {
        index.requireSampleOrNone("products", COLUMNS);
    }

    @Test
    void tableOfAnEarlierQuickstartIsAccepted() throws IOException {
        createTable("title text, price string, row_key string, event_id bigint");
        index.requireSampleOrNone("products", COLUMNS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"title text", "title text, shelf int, event_id bigint"})
    void foreignTableIsRefused(String columns) throws IOException {
        createTable(columns);
        assertThatThrownBy(() -> index.requireSampleOrNone("products", COLUMNS))
                .isInstanceOf(QuickstartException.class)
                .hasMessageContaining("a table 'products' that is not the sample's");
    }
}
