package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.comparison.ManticoreReader;
import io.millrace.comparison.MySqlSessions;
import io.millrace.comparison.TableComparison;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** Waits until Manticore has exactly what MySQL has. */
final class EqualTables {
    private static final Duration CATCH_UP = Duration.ofMinutes(10);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final TableComparison comparison;
    private final ManticoreReader manticore;

    EqualTables(MySqlSessions mysql, ManticoreReader manticore) {
        this.comparison = new TableComparison(mysql, manticore);
        this.manticore = manticore;
    }

    /** Fails with the differences. What has been waited for one table need not be waited for the next. */
    void await(List<String> tables) {
        Duration delay = LOOK_EVERY;
        for (String table : tables) {
            awaitEqual(table, delay);
            delay = Duration.ZERO;
        }
    }

    private void awaitEqual(String table, Duration delay) {
        AtomicReference<Optional<List<String>>> last = new AtomicReference<>(Optional.empty());
        Awaitility.await(table)
                .atMost(CATCH_UP)
                .pollDelay(delay)
                .pollInterval(LOOK_EVERY)
                .untilAsserted(() -> {
                    // Comparing every row takes seconds of processor time, in vain while more rows are written.
                    List<String> now = manticore.progress(table);
                    List<String> before = last.getAndSet(Optional.of(now)).orElse(delay.isZero() ? now : List.of());
                    assertThat(now).as("progress of " + table).isEqualTo(before);
                    assertThat(comparison.differences(table)).isEmpty();
                });
    }
}
