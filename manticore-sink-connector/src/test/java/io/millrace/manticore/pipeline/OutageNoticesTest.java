package io.millrace.manticore.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.nats.NatsUnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class OutageNoticesTest {
    private static final RuntimeException NATS = new NatsUnavailableException("no event came");
    private static final RuntimeException MANTICORE =
            new IndexUnavailableException("Manticore at [url] does not answer");

    private long now;
    private final OutageNotices notices = new OutageNotices(3, () -> now);

    @Test
    void outageIsLoggedOnceUntilItIsOver() {
        assertThat(notices.failed(MANTICORE))
                .contains("Partition 3 paused, will retry: Manticore at [url] does not answer");
        assertThat(notices.failed(MANTICORE)).isEmpty();
        assertThat(notices.recovered()).contains("Partition 3 resumed");
        assertThat(notices.recovered()).isEmpty();
        assertThat(notices.failed(MANTICORE)).isPresent();
    }

    @Test
    void anotherServerIsNamedTooAndEachOnlyOnce() {
        notices.failed(NATS);
        assertThat(notices.failed(MANTICORE))
                .contains("Partition 3 paused, will retry: Manticore at [url] does not answer");
        assertThat(notices.failed(NATS)).isEmpty();
        assertThat(notices.failed(MANTICORE)).isEmpty();
    }

    @Test
    void outageThatLastsIsLoggedEveryTenMinutes() {
        notices.failed(MANTICORE);
        now += Duration.ofMinutes(10).toNanos() - 1;
        assertThat(notices.failed(MANTICORE)).isEmpty();
        now++;
        assertThat(notices.failed(MANTICORE))
                .contains("Partition 3 still paused, will retry: Manticore at [url] does not answer");
        assertThat(notices.failed(MANTICORE)).isEmpty();
    }
}
