package io.millrace.local.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stand-in in a process of its own, killed with SIGKILL while it works. */
class StandInProcessIT {
    private static final int BATCH = 500;

    @TempDir
    Path directory;

    private Process process;
    private ManticoreClient client;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManticoreStandIn.class.getName(),
                        "--port",
                        "0",
                        "--data",
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String started =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        client = new ManticoreClient(started.substring(started.indexOf("http")));
    }

    @AfterEach
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void everyAcknowledgedBatchAndNoPartOfAnotherSurvivesAKill() throws Exception {
        client.sql("CREATE TABLE t (title text, n int)");
        AtomicLong acknowledged = new AtomicLong();
        for (int round = 0; round < 3; round++) {
            Semaphore underWay = new Semaphore(0);
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> load(acknowledged, underWay));
            underWay.acquire(40);
            kill();
            load.join();
            start();
            long there = client.sql("SELECT COUNT(*) c FROM t")
                    .body()
                    .at("/0/data/0/c")
                    .asLong();
            // The batch under way at the kill may be there, but whole.
            assertThat(there).isIn(acknowledged.get(), acknowledged.get() + BATCH);
            acknowledged.set(there);
        }
    }

    /** Writes new documents until the server is gone. */
    private void load(AtomicLong acknowledged, Semaphore underWay) {
        try {
            while (true) {
                long first = acknowledged.get() + 1;
                String lines = LongStream.range(first, first + BATCH)
                        .mapToObj(id -> "{\"insert\":{\"table\":\"t\",\"id\":" + id + ",\"doc\":{\"title\":\"document "
                                + id + "\",\"n\":" + id % 1000 + "}}}")
                        .collect(Collectors.joining("\n"));
                if (client.bulk(lines).status() == 200) {
                    acknowledged.addAndGet(BATCH);
                    underWay.release();
                }
            }
        } catch (UncheckedIOException killed) {
            underWay.release(1000);
        }
    }
}
