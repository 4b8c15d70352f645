package io.millrace.manticore.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.standin.Fault;
import io.millrace.standin.ManticoreStandIn;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackpressureTest {
    private static final int LIMIT = 100;

    @TempDir
    private Path directory;

    private ManticoreStandIn server;
    private ManticoreClient client;

    @BeforeEach
    void start() throws IOException {
        server = ManticoreStandIn.start(directory, 0);
        client = new ManticoreClient(ManticoreSettings.of(URI.create(server.url())));
        new TableCatalog(client).create(new TableSchema("busy", Map.of("n", ManticoreType.BIGINT)), Map.of());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void writingWaitsUntilTheChunksAreMerged() throws InterruptedException {
        status(3, "disk_chunks", LIMIT + 1);
        backpressure(LIMIT).await(List.of("busy"));
        assertThat(server.faults().pending()).isZero();
    }

    @Test
    void writingWaitsWhileTheRamChunkIsSaved() throws InterruptedException {
        status(2, "ram_chunk", 129 << 20);
        backpressure(LIMIT).await(List.of("busy"));
        assertThat(server.faults().pending()).isZero();
    }

    /** Only a write makes Manticore save it. */
    @Test
    void aRamChunkThatStaysIsNotWaitedForForEver() throws InterruptedException {
        status(1000, "ram_chunk", 129 << 20);
        backpressure(LIMIT).await(List.of("busy"));
        assertThat(server.faults().pending()).isPositive();
    }

    @Test
    void withoutALimitManticoreIsNotAsked() throws InterruptedException {
        status(1, "disk_chunks", 1000);
        backpressure(0).await(List.of("busy"));
        assertThat(server.faults().pending()).isEqualTo(1);
    }

    @Test
    void tableThatIsGoneIsLeftToTheWriting() throws InterruptedException {
        backpressure(LIMIT).await(List.of("nosuch"));
    }

    @Test
    void serverThatIsGoneIsAnOutage() throws IOException {
        server.close();
        assertThatThrownBy(() -> backpressure(LIMIT).await(List.of("busy")))
                .isInstanceOf(IndexUnavailableException.class);
    }

    private Backpressure backpressure(int limit) {
        return new Backpressure(client, limit, Duration.ofMillis(1));
    }

    private void status(int times, String variable, long value) {
        String answer = "[{\"data\":[{\"Variable_name\":\"" + variable + "\",\"Value\":\"" + value
                + "\"},{\"Variable_name\":\"mem_limit\",\"Value\":\"134217728\"}],"
                + "\"total\":2,\"error\":\"\",\"warning\":\"\"}]";
        server.faults().set("/sql", times, Fault.answer(200, answer));
    }
}
