package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BridgeFaultIT extends BridgeOnNats {
    private static final int KILLS = 100;

    private final Semaphore bursts = new Semaphore(0);
    private final FakeTopic one = new FakeTopic(Shop.TOPIC, 0);
    private final FakeTopic other = new FakeTopic(Shop.TOPIC, 1);

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
            one.appendInserts(500);
            other.appendInserts(500);
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
}
