package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.NatsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeFaultIT {
    private static final int KILLS = 100;

    @TempDir
    private Path directory;

    private NatsServer server;
    private final Semaphore bursts = new Semaphore(0);
    private final FakeTopic one = new FakeTopic(Shop.TOPIC, 0);
    private final FakeTopic other = new FakeTopic(Shop.TOPIC, 1);

    @BeforeEach
    void startServer() {
        server = NatsServer.start(directory);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void orderSurvivesAHundredKillsOfNatsInMidBurst() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        FakeWorker worker = new FakeWorker(one, other).start(properties());
        CompletableFuture<Void> kills = CompletableFuture.runAsync(() -> killAndRestart(random));

        try {
            while (!kills.isDone()) {
                startBurstWhenDrained();
                worker.step();
            }
        } finally {
            kills.join();
        }
        worker.runToEnd();
        worker.stop();

        assertStreamEqualsTopics("seed " + seed);
        assertThat(worker.context.reported).isEmpty();
    }

    private void killAndRestart(Random random) {
        for (int i = 0; i < KILLS; i++) {
            bursts.drainPermits();
            bursts.acquireUninterruptibly();
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(40)).toNanos());
            server.kill();
            server.restart();
        }
    }

    private void startBurstWhenDrained() {
        if (one.position() == one.end()) {
            one.appendInserts(2_000);
            other.appendInserts(2_000);
            bursts.release();
        }
    }

    private void assertStreamEqualsTopics(String description) throws Exception {
        StreamContents stream = StreamContents.read(server.url());
        for (FakeTopic topic : List.of(one, other)) {
            String subject = "cdc.shop.sales.customers." + topic.topicPartition.partition();
            assertThat(stream.offsets(subject)).as(description).isEqualTo(StreamContents.upTo(topic.end()));
            assertThat(stream.ids(subject)).as(description).isSorted().doesNotHaveDuplicates();
        }
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(Shop.connectorProperties(server.url()));
        properties.put("nats.stream.create", "if.absent");
        properties.put("retry.backoff.initial.ms", "5");
        properties.put("retry.backoff.max.ms", "20");
        return properties;
    }
}
