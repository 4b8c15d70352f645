package io.millrace.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stand-in in a process of its own, as the tests of other modules start it, which is killed with SIGKILL. */
final class ProcessKillIT {
    private static final int BATCH = 500;
    private static final int LARGE_BATCH = 20_000;
    private static final int MANY_ROWS = 600_000;

    @TempDir
    private Path directory;

    private Process process;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx768m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManticoreStandIn.class.getName(),
                        "0",
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String started =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        client = new RawClient(started.substring(started.indexOf("http")));
    }

    @AfterEach
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void everyAcknowledgedBatchAndNoPartOfAnotherSurvivesAKill() throws Exception {
        client.sql("CREATE TABLE t (title text, n int)");
        AtomicInteger acknowledged = new AtomicInteger();
        for (int round = 0; round < 3; round++) {
            Semaphore underWay = new Semaphore(0);
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> load(acknowledged, underWay));
            underWay.acquire(40);
            kill();
            load.join();
            start();
            int there = client.count("t");
            // The batch under way at the kill may be there, but whole.
            assertThat(there).isIn(acknowledged.get(), acknowledged.get() + BATCH);
            acknowledged.set(there);
        }
    }

    /** Writes new documents until the server is gone. */
    private void load(AtomicInteger acknowledged, Semaphore underWay) {
        try {
            while (true) {
                RawClient.Answer answer = client.bulk(lines(acknowledged.get(), BATCH));
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                acknowledged.addAndGet(BATCH);
                underWay.release();
            }
        } catch (IOException killed) {
            // What was to happen.
        } finally {
            underWay.release(1000);
        }
    }

    /** It should take less than two seconds, which depends on what else the machine does: so they are printed. */
    @Test
    void answersAgainWithManyRowsAfterAKill() throws Exception {
        client.sql("CREATE TABLE t (title text, n int)");
        long beforeWriting = System.nanoTime();
        for (int written = 0; written < MANY_ROWS; written += LARGE_BATCH) {
            RawClient.Answer answer = client.bulk(lines(written, LARGE_BATCH));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
        double writing = secondsSince(beforeWriting);
        kill();
        long beforeStart = System.nanoTime();
        start();
        assertThat(client.count("t")).isEqualTo(MANY_ROWS);
        System.out.printf(
                Locale.ROOT,
                "%d rows written at %.0f/s; after a kill answered again in %.2f s; load average %.1f%n",
                MANY_ROWS,
                MANY_ROWS / writing,
                secondsSince(beforeStart),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    private static String lines(int after, int count) {
        return IntStream.rangeClosed(after + 1, after + count)
                .mapToObj(id -> "{\"replace\":{\"table\":\"t\",\"id\":" + id + ",\"doc\":{\"title\":\"document " + id
                        + "\",\"n\":" + id % 1000 + "}}}")
                .collect(Collectors.joining("\n"));
    }
}
