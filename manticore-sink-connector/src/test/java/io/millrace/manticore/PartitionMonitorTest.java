package io.millrace.manticore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.manticore.stream.PartitionSource;
import java.time.Duration;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PartitionMonitorTest {
    private final Source source = new Source();
    private final AtomicInteger told = new AtomicInteger();

    /** Its thread must not die unseen: new partitions would never be read. */
    @Test
    void goesOnAfterAnUnexpectedException() {
        try (PartitionMonitor monitor = new PartitionMonitor(source, Duration.ofMillis(5), told::incrementAndGet)) {
            source.failure = new IllegalStateException("a subject that is none");
            monitor.start("sink");
            source.awaitQuestions(3);
            assertThat(told).hasValue(0);
            source.failure = null;
            await().untilAsserted(() -> assertThat(told).hasValue(1));
            assertThat(monitor.known()).containsExactly(0, 1);
        }
    }

    @Test
    void tellsAgainWhenTheTasksWereNotDealtOut() {
        Runnable failingOnce = () -> {
            if (told.incrementAndGet() == 1) {
                throw new IllegalStateException("the herder is stopping");
            }
        };
        try (PartitionMonitor monitor = new PartitionMonitor(source, Duration.ofMillis(5), failingOnce)) {
            monitor.start("sink");
            await().untilAsserted(() -> assertThat(told).hasValue(2));
        }
    }

    /** Has one partition at first and two from the second question on. */
    private static final class Source implements PartitionSource {
        private final AtomicInteger asked = new AtomicInteger();
        private volatile @Nullable RuntimeException failure;

        @Override
        public SortedSet<Integer> discover() {
            int number = asked.incrementAndGet();
            RuntimeException now = failure;
            if (number > 1 && now != null) {
                throw now;
            }
            SortedSet<Integer> partitions = new TreeSet<>();
            partitions.add(0);
            if (number > 1) {
                partitions.add(1);
            }
            return partitions;
        }

        void awaitQuestions(int more) {
            int from = asked.get();
            await().until(() -> asked.get() >= from + more);
        }

        @Override
        public boolean anyRead(String consumerPrefix, Collection<Integer> partitions) {
            return false;
        }

        @Override
        public void close() {}
    }
}
