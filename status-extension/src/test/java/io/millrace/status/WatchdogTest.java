package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.status.OwnedTasks.Owned;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final RestartTarget TASK = RestartTarget.task("mysql-source", 0);
    private static final Failure OUTAGE = new Failure("java.io.EOFException", true);
    private static final Failure FAULT = new Failure("io.debezium.text.ParsingException", false);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final List<RestartTarget> restarted = new ArrayList<>();
    private final FakePluginMetrics metrics = new FakePluginMetrics();
    private List<Owned> owned = List.of();
    private boolean refuses;
    private long nanos = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

    private final Watchdog watchdog =
            new Watchdog(() -> owned, this::restart, new WatchdogMetrics(metrics), () -> nanos);

    @Test
    void whatFailedIsRestartedAtOnce() throws Exception {
        RestartTarget connector = RestartTarget.connector("nats bridge");
        owned = List.of(
                failed(TASK, FAULT), failed(connector, FAULT), running(RestartTarget.task("manticore-sink", 3)));

        watchdog.look();

        assertThat(restarted).containsExactly(TASK, connector);
        assertThat(restarted)
                .extracting(RestartTarget::path)
                .containsExactly("/connectors/mysql-source/tasks/0/restart", "/connectors/nats%20bridge/restart");
        assertThat(metrics.value("restarts-total")).isEqualTo(2);
        assertThat(metrics.value("failed-count")).isEqualTo(2);
    }

    /** Case B14. */
    @Test
    void aTaskWhoseServerIsAwayForLongIsRestartedEveryHalfMinute() throws Exception {
        owned = List.of(failed(TASK, OUTAGE));
        lookFor(Duration.ofHours(1));
        restarted.clear();

        lookFor(Duration.ofMinutes(10));

        assertThat(restarted).hasSizeBetween(600 / 35, 600 / 15);
        assertThat(metrics.value("hopeless-count")).isZero();
    }

    @Test
    void aTaskThatARestartDoesNotHelpIsRestartedEveryTenMinutes() throws Exception {
        owned = List.of(failed(TASK, FAULT));
        lookFor(Duration.ofHours(1));
        assertThat(metrics.value("hopeless-count")).isOne();
        restarted.clear();

        lookFor(Duration.ofHours(1));

        assertThat(restarted).hasSizeBetween(5, 12);
    }

    @Test
    void aTaskThatRunsForAShortWhileOnlyIsNotRestartedMoreOften() throws Exception {
        for (int i = 0; i < 100; i++) {
            owned = List.of(failed(TASK, FAULT));
            lookFor(Duration.ofMinutes(1));
            owned = List.of(running(TASK));
            lookFor(INTERVAL);
        }
        restarted.clear();
        owned = List.of(failed(TASK, FAULT));
        lookFor(Duration.ofHours(1));

        assertThat(restarted).hasSizeBetween(5, 12);
    }

    @Test
    void aTaskThatHasRunForLongIsRestartedAtOnceAgain() throws Exception {
        owned = List.of(failed(TASK, FAULT));
        lookFor(Duration.ofHours(1));
        owned = List.of(running(TASK));
        lookFor(Duration.ofMinutes(11));
        assertThat(metrics.value("hopeless-count")).isZero();
        restarted.clear();

        owned = List.of(failed(TASK, FAULT));
        watchdog.look();

        assertThat(restarted).containsExactly(TASK);
    }

    /** As during a rebalance. */
    @Test
    void aRestartThatConnectRefusesIsTriedAgainAtTheNextLook() throws Exception {
        owned = List.of(failed(TASK, FAULT));
        refuses = true;
        watchdog.look();
        refuses = false;

        watchdog.look();

        assertThat(restarted).containsExactly(TASK);
    }

    @Test
    void whatAnotherWorkerHasTakenOverIsForgotten() throws Exception {
        owned = List.of(failed(TASK, FAULT));
        lookFor(Duration.ofHours(1));
        owned = List.of();
        watchdog.look();
        restarted.clear();

        owned = List.of(failed(TASK, FAULT));
        watchdog.look();

        assertThat(restarted).containsExactly(TASK);
    }

    private void lookFor(Duration time) throws InterruptedException {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(INTERVAL)) {
            watchdog.look();
            nanos += INTERVAL.toNanos();
        }
    }

    private void restart(RestartTarget target) throws IOException {
        if (refuses) {
            throw new IOException("answered 409");
        }
        restarted.add(target);
    }

    private static Owned failed(RestartTarget target, Failure failure) {
        return new Owned(target, Optional.of(failure));
    }

    private static Owned running(RestartTarget target) {
        return new Owned(target, Optional.empty());
    }
}
