package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotCollectorTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger readings = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final List<SnapshotCollector<Integer>> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(SnapshotCollector::close);
    }

    @Test
    void whatIsFreshIsNotReadAgain() throws Exception {
        SnapshotCollector<Integer> collector = collector(readings::incrementAndGet, LONG, LONG, LONG);

        assertThat(collector.ask()).contains(1);
        assertThat(collector.ask()).contains(1);
    }

    @Test
    void whatIsOldIsReadAgain() throws Exception {
        SnapshotCollector<Integer> collector = collector(readings::incrementAndGet, Duration.ZERO, LONG, LONG);

        assertThat(collector.ask()).contains(1);
        assertThat(collector.ask()).contains(2);
    }

    @Test
    void nobodyWaitsForAServerThatHangs() throws Exception {
        SnapshotCollector<Integer> collector = collector(this::hang, Duration.ZERO, SHORT, LONG);

        assertThat(collector.ask()).isEmpty();
        assertThat(collector.ask()).isEmpty();
        await().until(() -> readings.get() > 0);
        assertThat(collector.ask()).isEmpty();
        assertThat(readings).hasValue(1);
    }

    @Test
    void whatWasReadBeforeAServerHangsIsAnswered() throws Exception {
        Callable<Integer> second = () -> readings.get() == 0 ? readings.incrementAndGet() : hang();
        SnapshotCollector<Integer> collector = collector(second, Duration.ZERO, LONG, LONG);
        assertThat(collector.ask()).contains(1);

        SnapshotCollector<Integer> impatient = collector(second, Duration.ZERO, SHORT, LONG);
        assertThat(impatient.ask()).isEmpty();
        collector.close();
        assertThat(collector.ask()).contains(1);
    }

    @Test
    void oneReadingIsEnoughForMany() throws Exception {
        SnapshotCollector<Integer> collector = collector(this::hang, LONG, LONG, LONG);
        ExecutorService many = Executors.newCachedThreadPool();
        List<Future<Optional<Integer>>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(many.submit(collector::ask));
        }
        await().until(() -> readings.get() == 1);
        released.countDown();

        for (Future<Optional<Integer>> answer : answers) {
            assertThat(answer.get()).contains(1);
        }
        many.shutdown();
    }

    @Test
    void thereIsNoThreadWhileNobodyAsks() throws Exception {
        SnapshotCollector<Integer> collector = collector(readings::incrementAndGet, Duration.ZERO, LONG, SHORT);

        collector.ask();
        await().until(() -> ends.get() > 0);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("millrace-status")));
        assertThat(collector.ask()).contains(2);
    }

    @Test
    void aReadingThatFailsIsDoneAgain() throws Exception {
        SnapshotCollector<Integer> collector = collector(
                () -> {
                    if (readings.incrementAndGet() == 1) {
                        throw new IllegalStateException("on purpose");
                    }
                    return readings.get();
                },
                Duration.ZERO,
                LONG,
                LONG);

        assertThat(collector.ask()).isEmpty();
        assertThat(collector.ask()).contains(2);
    }

    @Test
    void whoWaitsIsFreeWhenTheWorkerStops() throws Exception {
        SnapshotCollector<Integer> collector = collector(this::hang, LONG, LONG, LONG);
        ExecutorService one = Executors.newSingleThreadExecutor();
        Future<Optional<Integer>> answer = one.submit(collector::ask);
        await().until(() -> readings.get() == 1);

        collector.close();

        assertThat(answer.get()).isEmpty();
        await().until(() -> ends.get() == 1);
        one.shutdown();
    }

    private int hang() throws InterruptedException {
        int number = readings.incrementAndGet();
        released.await();
        return number;
    }

    private SnapshotCollector<Integer> collector(
            Callable<Integer> reading, Duration fresh, Duration patience, Duration idle) {
        SnapshotCollector<Integer> collector = new SnapshotCollector<>(
                reading, ends::incrementAndGet, new SnapshotCollector.CollectingPace(fresh, patience, idle));
        opened.add(collector);
        return collector;
    }
}
